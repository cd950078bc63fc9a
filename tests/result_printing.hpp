#pragma once

#include <catch2/catch.hpp>
#include <string>

#include "core/result.hpp"

/// How failed checks show results.
namespace Catch {

template <>
struct StringMaker<parley::core::errc> {
  static std::string convert(parley::core::errc code) {
    return std::string{parley::core::describe(code).code};
  }
};

template <>
struct StringMaker<parley::core::failure> {
  static std::string convert(const parley::core::failure& why) {
    return StringMaker<parley::core::errc>::convert(why.code) + ": " +
           std::string{why.message()};
  }
};

template <class T>
struct StringMaker<parley::core::result<T>> {
  static std::string convert(const parley::core::result<T>& got) {
    if (got) return "success";
    return StringMaker<parley::core::failure>::convert(got.error());
  }
};

}  // namespace Catch
