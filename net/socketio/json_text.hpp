#pragma once

#include <cstddef>
#include <iterator>
#include <string_view>

namespace parley::net::socketio {

/// Finds the places of values in text that a JSON parser has accepted: the
/// parsed document no longer knows them. Does not leave the text whatever it
/// holds, but finds nonsense in what is not JSON.
class json_text {
 public:
  explicit json_text(std::string_view text) : text_(text) {}

  /// The next character that is not white space, NUL at the end.
  char peek();

  /// Passes the next character that is not white space.
  void skip_one();

  /// Passes a value and returns its text, empty if none begins here.
  std::string_view take_value();

  /// Passes the comma or colon in front of the next value, if there is one.
  void skip_separator();

  /// How far it has come, in bytes.
  std::size_t position() const { return at_; }

  /// What it passed since it stood at `position`.
  std::string_view passed_since(std::size_t position) const {
    return text_.substr(position, at_ - position);
  }
  std::string_view rest() const { return text_.substr(at_); }

 private:
  void skip_string();
  void skip_container();

  std::string_view text_;
  std::size_t at_ = 0;
};

/// The elements of a JSON array as texts, found while iterating.
class argument_list {
 public:
  class iterator {
   public:
    using value_type = std::string_view;
    using difference_type = std::ptrdiff_t;
    using iterator_concept = std::forward_iterator_tag;

    iterator() : rest_({}) {}
    std::string_view operator*() const { return current_; }
    iterator& operator++();
    iterator operator++(int) {
      auto before = *this;
      ++*this;
      return before;
    }
    bool operator==(const iterator& other) const {
      return current_.data() == other.current_.data();
    }

   private:
    friend class argument_list;
    explicit iterator(std::string_view behind_bracket) : rest_(behind_bracket) {
      ++*this;
    }

    json_text rest_;
    std::string_view current_;  // null at the end
  };

  argument_list() = default;

  /// `array`: the text of a valid JSON array, without white space in front;
  /// `count`: its elements.
  argument_list(std::string_view array, std::size_t count)
      : behind_bracket_(array.substr(1)), count_(count) {}

  iterator begin() const { return iterator{behind_bracket_}; }
  iterator end() const { return {}; }
  std::size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }

  /// The element's text, empty if there is none. Counts from the front.
  std::string_view operator[](std::size_t position) const;

  /// The same list without its first element, which there must be.
  argument_list without_first() const;

 private:
  std::string_view behind_bracket_ = "]";
  std::size_t count_ = 0;
};

}  // namespace parley::net::socketio
