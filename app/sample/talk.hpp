#pragma once

#include <string>

#include "app/sample/chance.hpp"

namespace parley::app::sample {

/// Something that somebody could have written, one to three sentences.
std::string something_said(chance& by);

/// A short answer to it.
std::string something_answered(chance& by);

}  // namespace parley::app::sample
