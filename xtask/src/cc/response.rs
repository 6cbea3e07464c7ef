//! Response files: `@FILE` stands for the words of FILE.

use std::ffi::OsString;

use anyhow::{Context, Result, ensure};

/// Files that name files: how deep.
const DEPTH_MAX: u32 = 8;

/// Replaces each `@FILE`. As gcc does it, one that cannot be read stays as it is: it may be the name of an input.
pub(super) fn expand(args: &[OsString]) -> Result<Vec<OsString>> {
    let mut words = Vec::with_capacity(args.len());
    for arg in args {
        expand_one(arg, 0, &mut words)?;
    }
    Ok(words)
}

fn expand_one(arg: &OsString, depth: u32, words: &mut Vec<OsString>) -> Result<()> {
    ensure!(depth <= DEPTH_MAX, "response files nested more than {DEPTH_MAX} deep");
    let Some(path) = arg
        .to_str()
        .and_then(|a| a.strip_prefix('@'))
        .filter(|p| std::path::Path::new(p).is_file())
    else {
        words.push(arg.clone());
        return Ok(());
    };
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {path}"))?;
    split(&text)
        .into_iter()
        .try_for_each(|word| expand_one(&word.into(), depth + 1, words))
}

/// Words are separated by white space; quotes of both kinds keep it, and a backslash takes the next character literally.
fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, quote) {
            ('\\', _) => word.get_or_insert_default().extend(chars.next()),
            (c, Some(q)) if c == q => quote = None,
            ('"' | '\'', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (c, None) if c.is_whitespace() => words.extend(word.take()),
            (c, _) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn words_quotes_and_backslashes() {
        assert_eq!(split("a  b\n\tc"), ["a", "b", "c"]);
        assert_eq!(split(r#"-DX="a b" 'it"s' "" x\ y"#), ["-DX=a b", r#"it"s"#, "", "x y"]);
        assert!(split(" \n").is_empty());
    }
}
