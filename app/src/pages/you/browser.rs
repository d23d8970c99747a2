//! A browser in words, from what it says of itself.

use crate::text::you as texts;

/// What a browser is called and where it runs, as far as it tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Browser<'a> {
    name: Option<&'a str>,
    system: Option<&'static str>,
}

/// What tells a browser. Most also say that they are those further down, which they descend from.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
];

/// What tells a system, those first that also say that they are another.
const SYSTEMS: &[(&str, &str)] = &[
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
];

/// A browser in words: `Chrome on Linux`.
pub(super) fn in_words(user_agent: &str) -> String {
    let Browser { name, system } = browser(user_agent);
    match (name, system) {
        (Some(name), Some(system)) => {
            texts::BROWSER_ON.with(&[("browser", name), ("system", system)])
        }
        (Some(name), None) => name.to_owned(),
        (None, Some(system)) => texts::BROWSER_UNKNOWN_ON.with(&[("system", system)]),
        (None, None) => texts::BROWSER_UNKNOWN.into(),
    }
}

fn browser(user_agent: &str) -> Browser<'_> {
    let told = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    // Programs begin with their own name, browsers with that of one of long ago.
    let program =
        user_agent.split(['/', ' ']).next().filter(|name| !["", "Mozilla"].contains(name));
    Browser { name: told(BROWSERS).or(program), system: told(SYSTEMS) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_told_by_its_own_name_and_not_by_those_it_descends_from() {
        for (user_agent, name, system) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/131.0.0.0 Safari/537.36",
                Some("Chrome"),
                Some("Linux"),
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0",
                Some("Firefox"),
                Some("Windows"),
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0",
                Some("Edge"),
                Some("Windows"),
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, \
                 like Gecko) Version/18.1 Safari/605.1.15",
                Some("Safari"),
                Some("macOS"),
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 \
                 (KHTML, like Gecko) CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1",
                Some("Chrome"),
                Some("iPhone"),
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) \
                 SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36",
                Some("Samsung Internet"),
                Some("Android"),
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 HeadlessChrome/131.0.0.0 Safari/537.36",
                Some("Chrome"),
                Some("Linux"),
            ),
            ("curl/8.5.0", Some("curl"), None),
            ("Mozilla/5.0 (Windows NT 10.0)", None, Some("Windows")),
            ("", None, None),
        ] {
            assert_eq!(browser(user_agent), Browser { name, system }, "{user_agent}");
        }
    }
}
