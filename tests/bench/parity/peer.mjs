// SPDX-License-Identifier: GPL-3.0-or-later
// jsondiffpatch on pairs of lines: node peer.mjs NODE_MODULES FILE. Prints two figures, pairs a second: parse + diff, and
// the same with what the engine yields too, a path and a kind for each difference (JSON Patch).
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { createRequire } from 'node:module';

const [modules, file] = process.argv.slice(2);
const require = createRequire(pathToFileURL(modules + '/'));
const { create } = await import(pathToFileURL(require.resolve('jsondiffpatch')));
const { format } = await import(pathToFileURL(require.resolve('jsondiffpatch/formatters/jsonpatch')));
const differ = create();
const lines = readFileSync(file, 'utf8').trimEnd().split('\n');

function pairsPerSecond(take) {
    let best = Infinity;
    const begin = process.cpuUsage().user;
    for (let round = 0; round < 5 || process.cpuUsage().user - begin < 1e6; ++round) { // as long as the others
        const start = process.cpuUsage();
        for (let i = 0; i < lines.length; i += 2)
            take(differ.diff(JSON.parse(lines[i]), JSON.parse(lines[i + 1])));
        const used = process.cpuUsage(start);
        best = Math.min(best, (used.user + used.system) / 1e6);
    }
    return Math.round(lines.length / 2 / best);
}

console.log(pairsPerSecond(() => {}), pairsPerSecond((delta) => format(delta)));
