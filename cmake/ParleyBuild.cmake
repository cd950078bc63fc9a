# Compiler settings and the two functions every folder uses.

option(PARLEY_TESTS "build the tests" ON)
option(PARLEY_TOGETHER "compile several files at once" ON)
set(PARLEY_SANITIZE "" CACHE STRING "sanitizers, as for -fsanitize=")
option(PARLEY_WERROR "warnings are errors" ON)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O3 -g1 -DNDEBUG")

find_program(CCACHE ccache)
if(CCACHE)
  # The last two let ccache serve files that use a precompiled header.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
    CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
  add_compile_options(-fpch-preprocess)
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
  -Wold-style-cast -Wcast-align -Wunused -Woverloaded-virtual)
if(PARLEY_WERROR)
  add_compile_options(-Werror)
endif()
if(PARLEY_TOGETHER)
  # What includes a file with private names is no header here.
  add_compile_options(-Wno-subobject-linkage)
endif()
# GCC 12 reports these for code inlined from Boost, CAF and libstdc++.
add_compile_options(-Wno-maybe-uninitialized -Wno-array-bounds
  -Wno-stringop-overflow -Wno-restrict -Wno-stringop-overread)
# Of the presets, tsan is of use for test-core, test-config and test-storage.
# Debian's CAF is not instrumented: TSan does not see its mutexes and reports
# races in actors/ and net/ that are none, until CAF is built with TSan, too.
if(PARLEY_SANITIZE)
  # CAF binds references to null pointers that nobody reads; a null pointer
  # that is used stops the program anyway. Looking at the alignment of whatever
  # a pointer leads to takes a third of the time to compile.
  add_compile_options(-fsanitize=${PARLEY_SANITIZE}
    -fno-sanitize=null,alignment -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${PARLEY_SANITIZE})
endif()

# parley_library(<folder> [PCH header...] LINK target...): every .cpp of the
# folder as the static library parley_<folder>.
function(parley_library folder)
  cmake_parse_arguments(arg "" "" "PCH;LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp)
  add_library(parley_${folder} STATIC ${sources})
  target_include_directories(parley_${folder} PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(parley_${folder} PUBLIC ${arg_LINK})
  if(arg_PCH)
    target_precompile_headers(parley_${folder} PRIVATE ${arg_PCH})
  endif()
endfunction()

define_property(TARGET PROPERTY PARLEY_TOGETHER_CALLS
  BRIEF_DOCS "how often parley_together was called for it"
  FULL_DOCS "its calls do not share groups")

# parley_together(<target> <glob>...): compiles these eight at a time, as they
# include the same and instantiate the same: it takes a third of the time. Names
# that are private to a file are therefore unique in their library.
function(parley_together target)
  if(NOT PARLEY_TOGETHER)
    return()
  endif()
  get_target_property(call ${target} PARLEY_TOGETHER_CALLS)
  if(NOT call)
    set(call 0)
  endif()
  math(EXPR call "${call} + 1")
  set_target_properties(${target} PROPERTIES PARLEY_TOGETHER_CALLS ${call})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${ARGN})
  set(count 0)
  foreach(source ${sources})
    math(EXPR group "${count} / 8")
    math(EXPR count "${count} + 1")
    set_source_files_properties(${source} PROPERTIES
      UNITY_GROUP ${call}_${group})
  endforeach()
  set_target_properties(${target} PROPERTIES
    UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()

# All test programs, without the server and the tester; and the others.
add_custom_target(unit-tests)
add_custom_target(programs)

# Code of the tests: compiling it takes longer than running it. What it tests
# keeps its optimizer and all of its sanitizers.
function(parley_compile_quickly target)
  target_compile_options(${target} PRIVATE -O0)
  if(PARLEY_SANITIZE)
    target_compile_options(${target} PRIVATE -fno-sanitize=undefined)
  endif()
endfunction()

# parley_test(<folder> [PCH header...] LINK target...): every .cpp of
# tests/<folder> as one Catch2 program, registered with CTest.
function(parley_test folder)
  cmake_parse_arguments(arg "" "" "PCH;LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/*.cpp)
  if(NOT sources)
    return()
  endif()
  add_executable(test-${folder} ${sources})
  target_include_directories(test-${folder} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(test-${folder} PRIVATE Catch2::Catch2WithMain ${arg_LINK})
  target_precompile_headers(test-${folder} PRIVATE <catch2/catch.hpp>
    ${arg_PCH})
  parley_compile_quickly(test-${folder})
  add_dependencies(unit-tests test-${folder})
  add_test(NAME ${folder} COMMAND test-${folder} --order rand --rng-seed time)
  # Some tests read files of the project: they run where these are.
  set_tests_properties(${folder} PROPERTIES TIMEOUT 300
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
endfunction()
