// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/parity/samplepairs.h"

#include <initializer_list>
#include <random>
#include <string_view>

namespace interlock::bench {

namespace {

std::string joined(std::initializer_list<std::string_view> parts)
{
    std::string text;
    for (const std::string_view part : parts)
        text += part;
    return text;
}

std::string orderLine(std::mt19937 &random, int line)
{
    const auto number = [&random](unsigned below) { return std::to_string(random() % below); };
    return R"({"sku":"SKU-)" + number(100'000) + R"(","name":"Cotton shirt, washed, size )" + number(60) +
           R"(","quantity":)" + number(9) + R"(,"price":)" + number(200) + "." +
           std::to_string(10 + line % 90) +
           R"(,"currency":"EUR","tax":0.19,"available":true,"discount":null})";
}

} // namespace

std::vector<SamplePair> orderPairs(std::size_t count, std::size_t bytes)
{
    std::mt19937 random(7);
    std::vector<SamplePair> pairs;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string id = std::to_string(random() % 1'000'000);
        std::string lines;
        int line = 0;
        while (lines.size() + 250 < bytes)
            lines += (lines.empty() ? "" : ",") + orderLine(random, line++);
        const std::string customer =
            joined({R"({"id":"c-)", id, R"(","email":"ann@shop.example","language":"en"})"});
        SamplePair pair;
        pair.legacy =
            joined({R"({"orderId":)", id, R"(,"state":"OPEN","updatedAt":"2026-03-01T10:00:00Z","customer":)",
                    customer, R"(,"lines":[)", lines, R"(],"total":129.90})"});
        pair.newer =
            joined({R"({"orderId":)", id, R"(,"updatedAt":"2026-03-01T10:00:01Z","state":"OPEN","customer":)",
                    customer, R"(,"lines":[)", lines, R"(],"total":129.91})"});
        pairs.push_back(std::move(pair));
    }
    return pairs;
}

std::vector<SamplePair> spacedPairs(std::vector<SamplePair> pairs)
{
    for (SamplePair &pair : pairs) {
        std::string spaced;
        bool inString = false; // these have no escapes
        for (const char c : pair.newer) {
            spaced += c;
            inString = inString != (c == '"');
            if (!inString && (c == ',' || c == ':'))
                spaced += ' ';
        }
        pair.newer = std::move(spaced);
    }
    return pairs;
}

SamplePair changedArray(int count)
{
    std::mt19937 random(8);
    SamplePair pair{"[", "["};
    for (int i = 0; i < count; ++i) {
        const std::string comma = i > 0 ? "," : "";
        const std::string line = orderLine(random, i);
        pair.legacy += comma + line;
        pair.newer += comma + (i % 10 == 3 ? orderLine(random, i + 1) : line);
    }
    pair.legacy += ']';
    pair.newer += ']';
    return pair;
}

SamplePair reversedArray(int count)
{
    const auto element = [](int id, bool changed) {
        return R"({"id":)" + std::to_string(id) + R"(,"name":"item","stock":)" + (changed ? "1" : "0") + "}";
    };
    SamplePair pair{"[", "["};
    for (int i = 0; i < count; ++i) {
        const std::string comma = i > 0 ? "," : "";
        pair.legacy += comma + element(i, false);
        pair.newer += comma + element(count - 1 - i, i % 100 == 0);
    }
    pair.legacy += ']';
    pair.newer += ']';
    return pair;
}

std::string twentyRules()
{
    return R"(
[[rule]]
op = "tolerate"
path = "/updatedAt"
ms = 2000
[[rule]]
op = "tolerate"
path = "/total"
abs = 0.05
[[rule]]
op = "ignore"
path = "/**/traceId"
[[rule]]
op = "ignore"
path = "/debug"
[[rule]]
op = "ignore"
path = "/customer/lastSeen"
[[rule]]
op = "ignore"
what = "missing"
path = "/lines/*/discount"
[[rule]]
op = "ignore"
what = "extra"
path = "/**/links"
[[rule]]
op = "normalise"
as = "lowercase"
path = "/state"
[[rule]]
op = "normalise"
as = "trim"
path = "/lines/*/name"
[[rule]]
op = "normalise"
as = "lowercase"
path = "/customer/email"
[[rule]]
op = "normalise"
as = "null-is-missing"
path = "/lines/*/discount"
[[rule]]
op = "normalise"
as = "default"
value = "EUR"
path = "/currency"
[[rule]]
op = "normalise"
as = "number"
path = "/lines/*/price"
[[rule]]
op = "normalise"
as = "url-path"
path = "/self"
[[rule]]
op = "expect"
legacy = "PENDING"
new = "OPEN"
path = "/state"
[[rule]]
op = "map-id"
entity = "customer"
path = "/customer/id"
[[rule]]
op = "tolerate"
path = "/lines/*/tax"
decimals = 2
[[rule]]
op = "array"
order = "ordered"
path = "/lines"
[[rule]]
op = "array"
order = "set"
path = "/tags"
[[rule]]
op = "mask"
path = "/customer/email"
)";
}

} // namespace interlock::bench
