#pragma once

// How reports look in answers.

#include "core/report.hpp"
#include "net/json/object.hpp"
#include "net/json/writer.hpp"

namespace parley::net::api {

inline constexpr json::enum_name<core::report_reason> report_reasons[] = {
    {"spam", core::report_reason::spam},
    {"harassment", core::report_reason::harassment},
    {"hate", core::report_reason::hate},
    {"violence", core::report_reason::violence},
    {"sexual", core::report_reason::sexual},
    {"illegal", core::report_reason::illegal},
    {"impersonation", core::report_reason::impersonation},
    {"other", core::report_reason::other},
};

inline constexpr json::enum_name<core::report_state> report_states[] = {
    {"open", core::report_state::open},
    {"resolved", core::report_state::resolved},
    {"dismissed", core::report_state::dismissed},
};

std::string_view word_for(core::subject_kind kind);

template <class Id>
void write_id_or_null(json::writer& out, const Id& id) {
  if (id) out.value(id);
  else out.null();
}

/// As its reporter sees it.
void write_own_report(json::writer& out, const core::report& report);
/// As those see it who decide.
void write_report(json::writer& out, const core::report& report);

}  // namespace parley::net::api
