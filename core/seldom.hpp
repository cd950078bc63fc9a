#pragma once

#include <memory>
#include <utility>

namespace parley::core {

/// A value that is `T{}` for almost all who have one: then it costs a pointer.
/// For what an idle connection, room or user has a place for and no use.
template <class T>
class seldom {
 public:
  const T& operator*() const { return held_ ? *held_ : none(); }
  const T* operator->() const { return &**this; }

  /// The value, to be changed.
  T& edit() {
    if (!held_) held_ = std::make_unique<T>();
    return *held_;
  }
  void set(T value) {
    if (value == T{}) held_.reset();
    else edit() = std::move(value);
  }
  /// What it was; it is `T{}` from now on.
  T take() {
    auto former = std::exchange(held_, {});
    return former ? std::move(*former) : T{};
  }

 private:
  static const T& none() {
    static const T value{};
    return value;
  }

  std::unique_ptr<T> held_;
};

}  // namespace parley::core
