//! Texts of the gallery. Its samples are data, in English only.

texts! {
    "gallery";
    BUTTONS = "Buttons and badges";
    CHARTS = "Charts and meters";
    CONTENTS = "Contents";
    CONTRAST = "Contrast";
    FIELDS = "Fields";
    FILES = "Files";
    FILTER = "Filter";
    FORMATS = "Formats";
    ICONS = "Icons";
    LANGUAGE = "Language";
    MESSAGES = "Messages";
    NAVIGATION = "Tabs, pages and menus";
    NOTHING = "Nothing yet";
    OVERLAYS = "Dialogs and panels";
    SCHEME = "Scheme";
    TABLES = "Tables";
    TITLE = "Gallery of components";
}
