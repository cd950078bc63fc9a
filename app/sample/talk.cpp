#include "app/sample/talk.hpp"

#include <string_view>

#include "app/sample/words.hpp"

namespace parley::app::sample {

namespace {

constexpr std::size_t slot_length = 3;  // "{t}"

std::string word_for(char slot, chance& by) {
  switch (slot) {
    case 'w':
      return by.one_of(times);
    case 'p':
      return by.one_of(places);
    default: {
      std::string thing = by.one_of(things);
      if (slot == 'T') thing.front() = 'T';  // "The …"
      return thing;
    }
  }
}

std::string filled(std::string_view sentence, chance& by) {
  std::string text;
  for (;;) {
    const auto at = sentence.find('{');
    text += sentence.substr(0, at);
    if (at == sentence.npos) return text;
    text += word_for(sentence[at + 1], by);
    sentence.remove_prefix(at + slot_length);
  }
}

}  // namespace

std::string something_said(chance& by) {
  auto text = filled(by.one_of(sentences), by);
  for (int more = 0; more < 2 && by.percent(30); ++more)
    text += ' ' + filled(by.one_of(sentences), by);
  return text;
}

std::string something_answered(chance& by) {
  return filled(by.one_of(replies), by);
}

}  // namespace parley::app::sample
