//! Derives a private apt source list, with source packages, from the system's own entries. Pure text in, text out.

use std::fmt::Write;

/// One `.sources` file (deb822) that offers binary and source packages of every Debian entry among the system's files
/// (name and content each; `.list` and `.sources`). `codename` is the system's, as in `/etc/os-release`.
/// Entries of others are left out: they need not be reachable for this build. Empty when no entry is Debian's.
#[must_use]
pub fn derive(files: &[(String, String)], codename: &str) -> String {
    let mut derived = String::new();
    for (name, text) in files {
        let stanzas = if name.ends_with(".sources") {
            text.split("\n\n").filter_map(stanza).collect()
        } else if name.ends_with(".list") {
            text.lines().filter_map(one_line).collect()
        } else {
            Vec::new()
        };
        for fields in stanzas {
            if is_debian(&fields, codename) {
                render(&fields, &mut derived);
            }
        }
    }
    derived
}

/// Field name to value; continuation lines keep their line ends.
type Fields = Vec<(String, String)>;

fn value<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    fields
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

fn stanza(text: &str) -> Option<Fields> {
    let mut fields = Fields::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with([' ', '\t']) {
            let (_, value) = fields.last_mut()?;
            value.push('\n');
            value.push_str(line);
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }
    let off = value(&fields, "Enabled").is_some_and(|enabled| enabled.eq_ignore_ascii_case("no"));
    (!fields.is_empty() && !off).then_some(fields)
}

/// `deb [option=value ...] uri suite component...`
fn one_line(line: &str) -> Option<Fields> {
    let line = line.split('#').next()?.trim();
    let rest = line.strip_prefix("deb")?;
    let rest = rest.strip_prefix("-src").unwrap_or(rest);
    let mut rest = rest.strip_prefix([' ', '\t'])?.trim();
    let mut fields = Fields::new();
    if let Some(inner) = rest.strip_prefix('[') {
        let (options, after) = inner.split_once(']')?;
        rest = after.trim();
        for option in options.split_whitespace() {
            let (name, value) = option.split_once('=')?;
            let name = match name {
                "arch" => "Architectures",
                "signed-by" => "Signed-By",
                "trusted" => "Trusted",
                other => other,
            };
            fields.push((name.to_owned(), value.replace(',', " ")));
        }
    }
    let mut words = rest.split_whitespace();
    fields.push(("URIs".into(), words.next()?.into()));
    fields.push(("Suites".into(), words.next()?.into()));
    fields.push(("Components".into(), words.collect::<Vec<_>>().join(" ")));
    Some(fields)
}

/// An entry of the distribution itself: component `main`, and one of its suites.
fn is_debian(fields: &Fields, codename: &str) -> bool {
    const CLASSES: [&str; 5] = ["stable", "oldstable", "testing", "unstable", "sid"];
    const POCKETS: [&str; 6] = ["", "-updates", "-security", "/updates", "-backports", "-proposed-updates"];
    let words = |name| value(fields, name).unwrap_or_default().split_whitespace();
    let ours = |suite: &str| {
        let names = CLASSES.iter().copied().chain([codename]);
        names
            .filter_map(|name| suite.strip_prefix(name))
            .any(|pocket| POCKETS.contains(&pocket))
    };
    words("Components").any(|component| component == "main") && words("Suites").any(ours)
}

fn render(fields: &Fields, to: &mut String) {
    // Writing to a String cannot fail.
    let _ = writeln!(to, "Types: deb deb-src");
    for (name, value) in fields {
        if !["types", "enabled"].contains(&name.to_ascii_lowercase().as_str()) {
            let _ = writeln!(to, "{name}: {value}");
        }
    }
    to.push('\n');
}

#[cfg(test)]
mod tests {
    use super::derive;

    fn derived(name: &str, text: &str) -> String {
        derive(&[(name.to_owned(), text.to_owned())], "bookworm")
    }

    #[test]
    fn deb822_gets_source_packages_and_keeps_its_key() {
        let text = "Types: deb\n# a comment\nURIs: http://mirror/debian\nSuites: bookworm bookworm-updates\nComponents: main\n\
                    Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQINBF\n\n\
                    Types: deb\nURIs: http://node/x\nSuites: nodistro\nComponents: main\n";
        assert_eq!(
            derived("debian.sources", text),
            "Types: deb deb-src\nURIs: http://mirror/debian\nSuites: bookworm bookworm-updates\nComponents: main\n\
             Signed-By: \n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQINBF\n\n"
        );
    }

    #[test]
    fn one_line_entries_with_and_without_options() {
        let text = "# deb http://off/debian bookworm main\n\
                    deb [arch=amd64,i386 signed-by=/k.gpg] http://mirror/debian bookworm-security main contrib\n\
                    deb http://mirror/debian bookworm main # trailing\n\
                    deb http://other/cloud cloud-sdk-bookworm main\ndeb http://docker/debian bookworm stable\n";
        assert_eq!(
            derived("sources.list", text),
            "Types: deb deb-src\nArchitectures: amd64 i386\nSigned-By: /k.gpg\nURIs: http://mirror/debian\n\
             Suites: bookworm-security\nComponents: main contrib\n\n\
             Types: deb deb-src\nURIs: http://mirror/debian\nSuites: bookworm\nComponents: main\n\n"
        );
    }

    #[test]
    fn disabled_entries_and_other_files_are_left_out() {
        let off = "Enabled: no\nTypes: deb\nURIs: u\nSuites: bookworm\nComponents: main\n";
        assert_eq!(derived("a.sources", off), "");
        assert_eq!(derived("a.list.save", "deb u bookworm main"), "");
        assert_eq!(derived("a.list", "deb"), "");
        assert_eq!(derived("a.list", "deb [broken u bookworm main"), "");
    }
}
