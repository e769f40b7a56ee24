// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/servers/prometheusserver.h"

namespace interlock::test {

using namespace Qt::StringLiterals;

PrometheusServer::PrometheusServer() : m_port(freePort()) {}

QUrl PrometheusServer::url() const
{
    return QUrl(u"http://127.0.0.1:%1"_s.arg(m_port));
}

QString PrometheusServer::start(const QStringList &targets)
{
    QByteArray text =
        "global: { scrape_interval: 1s, scrape_timeout: 1s }\nscrape_configs:\n  - job_name: shop\n"
        "    static_configs: [ { targets: [";
    for (const QString &target : targets)
        text += '\'' + target.toUtf8() + "', ";
    if (!write(u"prometheus.yml"_s, text + "] } ]\n"))
        return u"cannot write to "_s + folder();
    const QString address = u"127.0.0.1:%1"_s.arg(m_port);
    return launch(
        u"prometheus"_s,
        {u"--config.file=prometheus.yml"_s, u"--storage.tsdb.path=data"_s,
         u"--web.listen-address="_s + address, u"--log.level=warn"_s},
        [&address] { return exchange(address, "GET /-/ready HTTP/1.0\r\n\r\n").contains(" 200 OK"); });
}

} // namespace interlock::test
