#pragma once

// What sample data are made of.

namespace parley::app::sample {

inline constexpr const char* first_names[] = {
    "Ada",   "Amir",   "Anja",  "Aylin", "Ben",   "Bruno",  "Carla",  "Chen",
    "Clara", "Daniel", "Dilek", "Elif",  "Emil",  "Esther", "Fatima", "Felix",
    "Finn",  "Greta",  "Hana",  "Hugo",  "Ines",  "Ivan",   "Jan",    "Joana",
    "Jonas", "Kaya",   "Kim",   "Lars",  "Lena",  "Leon",   "Luca",   "Maja",
    "Mateo", "Mila",   "Nadia", "Nora",  "Olga",  "Omar",   "Paula",  "Pavel",
    "Priya", "Rosa",   "Sami",  "Sofia", "Tariq", "Thea",   "Tomas",  "Vera",
    "Yuki",  "Zoe"};

inline constexpr const char* last_names[] = {
    "Adler",  "Bauer",   "Becker",  "Berg",    "Brandt",  "Costa",  "Dahl",
    "Demir",  "Duarte",  "Eriksen", "Fischer", "Fuchs",   "Garcia", "Haas",
    "Hansen", "Hoffman", "Ito",     "Jensen",  "Kaplan",  "Keller", "Khan",
    "Koch",   "Kovac",   "Lang",    "Larsen",  "Lopez",   "Maier",  "Mori",
    "Nagel",  "Novak",   "Okafor",  "Olsen",   "Pereira", "Petrov", "Ramos",
    "Reyes",  "Rossi",   "Sato",    "Schmidt", "Silva",   "Singh",  "Sorensen",
    "Tanaka", "Varga",   "Vogel",   "Wagner",  "Weber",   "Winter", "Yilmaz",
    "Zhang"};

inline constexpr const char* group_names[] = {
    "Harbour",     "Night Shift", "Lighthouse",  "North Team", "Workshop",
    "Bookworms",   "Allotment",   "Rowing Club", "Makers",     "Kitchen",
    "Observatory", "Bakery",      "Cyclists",    "Choir",      "Platform"};

inline constexpr const char* channel_names[] = {
    "general",  "announcements", "random",   "help",     "planning",
    "releases", "design",        "support",  "pictures", "weekend",
    "feedback", "incidents",     "research", "music",    "recipes"};

inline constexpr const char* things[] = {
    "the build",          "the new layout", "the invoice",  "the draft",
    "the test run",       "the boat",       "the poster",   "the projector",
    "the coffee machine", "the migration",  "the backup",   "the agenda",
    "the second chapter", "the lighting",   "the schedule", "the printer",
    "the report",         "the photo wall", "the budget",   "the sensor"};

inline constexpr const char* times[] = {
    "today",     "tomorrow",       "on Monday", "after lunch",  "tonight",
    "next week", "in ten minutes", "on Friday", "this morning", "by noon"};

inline constexpr const char* places[] = {
    "in the workshop", "at the office", "upstairs",   "in the shared folder",
    "at the harbour",  "on staging",    "downstairs", "at home",
    "in room four",    "on the train"};

/// `{t}` is a thing, `{w}` a time, `{p}` a place.
inline constexpr const char* sentences[] = {
    "Has anybody seen {t}?",
    "I left {t} {p}.",
    "{T} is ready {w}.",
    "Can somebody look at {t} {w}?",
    "I will take care of {t} {w}.",
    "{T} works again, it was a loose cable.",
    "Who is {p} {w}?",
    "Let us talk about {t} {w}, ten minutes are enough.",
    "Thanks for {t}, that helped a lot!",
    "I am {p} {w} if somebody needs me.",
    "Small change of plan: {t} has to wait, we meet {w}.",
    "We should not forget {t}.",
    "I have put the notes about {t} {p}.",
    "Does {t} still need somebody, or is it done?",
    "Half of it is finished, the rest of {t} comes {w}.",
    "I would rather look at {t} first and decide {w}.",
    "There is cake {p}!",
    "Reminder: {t}, {w}.",
    "The numbers look good. {T} was worth it.",
    "I am late, please start without me.",
    "It is raining here, I come {w}.",
    "Could we move this to {w}? {T} takes longer than I thought."};

inline constexpr const char* replies[] = {
    "Yes, gladly.",
    "On my way.",
    "Good idea!",
    "I can do that {w}.",
    "No, it is {p}.",
    "Done.",
    "Not before {w}, sorry.",
    "Same here.",
    "Thank you!",
    "Let me check {t} and come back to you.",
    "+1",
    "I think so too, but ask about {t} first."};

inline constexpr const char* emojis[] = {
    "\U0001F44D", "\U0001F389", "\u2764\uFE0F", "\U0001F602",
    "\U0001F440", "\u2705",     "\U0001F64F",   "\U0001F680"};

}  // namespace parley::app::sample
