// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/namedenum.h"
#include "models/parity/rules.h"

namespace interlock {

/// The words of a rules file (docs/parity.md), read and written by the same tables.
inline constexpr EnumNames<IgnoreWhat, 5> ignoreWhatNames{{{IgnoreWhat::Any, u"any"},
                                                           {IgnoreWhat::Missing, u"missing"},
                                                           {IgnoreWhat::Extra, u"extra"},
                                                           {IgnoreWhat::Type, u"type"},
                                                           {IgnoreWhat::Order, u"order"}}};
inline constexpr EnumNames<NormaliseAs, 14> normaliseNames{
    {{NormaliseAs::Default, u"default"},
     {NormaliseAs::NullIsMissing, u"null-is-missing"},
     {NormaliseAs::EmptyIsMissing, u"empty-is-missing"},
     {NormaliseAs::Number, u"number"},
     {NormaliseAs::String, u"string"},
     {NormaliseAs::Lowercase, u"lowercase"},
     {NormaliseAs::Trim, u"trim"},
     {NormaliseAs::Nfc, u"nfc"},
     {NormaliseAs::Time, u"time"},
     {NormaliseAs::Regex, u"regex"},
     {NormaliseAs::Enum, u"enum"},
     {NormaliseAs::Json, u"json"},
     {NormaliseAs::Base64, u"base64"},
     {NormaliseAs::UrlPath, u"url-path"}}};
inline constexpr EnumNames<ArrayOrder, 4> arrayOrderNames{{{ArrayOrder::Ordered, u"ordered"},
                                                           {ArrayOrder::Set, u"set"},
                                                           {ArrayOrder::Multiset, u"multiset"},
                                                           {ArrayOrder::Keyed, u"keyed"}}};
inline constexpr EnumNames<ValueShape, 3> valueShapeNames{
    {{ValueShape::Uuid, u"uuid"}, {ValueShape::Ip, u"ip"}, {ValueShape::Email, u"email"}}};

} // namespace interlock
