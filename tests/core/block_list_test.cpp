#include "core/block_list.hpp"

#include <catch2/catch.hpp>

using namespace parley::core;

namespace {

const auto ann_of_blocks = user_id::make();
const auto bob_of_blocks = user_id::make();
const auto cid_of_blocks = user_id::make();

block_list::users_ptr those(block_list::users whom) {
  return std::make_shared<const block_list::users>(std::move(whom));
}

}  // namespace

TEST_CASE("block list: knows who blocks whom, one way", "[core]") {
  block_list list;
  CHECK_FALSE(list.is_blocked(bob_of_blocks));

  list.set(ann_of_blocks, those({bob_of_blocks}));

  CHECK(list.is_blocked(bob_of_blocks));
  CHECK(list.blocks(ann_of_blocks, bob_of_blocks));
  CHECK_FALSE(list.blocks(bob_of_blocks, ann_of_blocks));
  CHECK_FALSE(list.is_blocked(ann_of_blocks));
}

TEST_CASE("block list: what is set takes the place of what was", "[core]") {
  block_list list;
  list.set(ann_of_blocks, those({bob_of_blocks}));

  list.set(ann_of_blocks, those({cid_of_blocks}));

  CHECK_FALSE(list.is_blocked(bob_of_blocks));
  CHECK(list.blocks(ann_of_blocks, cid_of_blocks));
  list.forget(ann_of_blocks);
  CHECK_FALSE(list.is_blocked(cid_of_blocks));
}

TEST_CASE("block list: one is added and taken away", "[core]") {
  block_list list;
  list.set(ann_of_blocks, those({bob_of_blocks}));
  list.add(ann_of_blocks, cid_of_blocks);
  list.add(bob_of_blocks, cid_of_blocks);

  CHECK(list.blocks(ann_of_blocks, bob_of_blocks));
  CHECK(list.blocks(ann_of_blocks, cid_of_blocks));
  list.remove(ann_of_blocks, cid_of_blocks);
  list.remove(cid_of_blocks, ann_of_blocks);
  CHECK_FALSE(list.blocks(ann_of_blocks, cid_of_blocks));
  CHECK(list.blocks(bob_of_blocks, cid_of_blocks));
}

TEST_CASE("block list: forgets who is not wanted any more", "[core]") {
  block_list list;
  list.add(ann_of_blocks, cid_of_blocks);
  list.add(bob_of_blocks, cid_of_blocks);

  list.keep([](user_id who) { return who == bob_of_blocks; });

  CHECK_FALSE(list.blocks(ann_of_blocks, cid_of_blocks));
  CHECK(list.blocks(bob_of_blocks, cid_of_blocks));
}
