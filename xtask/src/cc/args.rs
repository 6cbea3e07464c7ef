//! The command line of a C compiler, as gcc and clang have it: which words go to the compiler, which to the linker, which nowhere.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use anyhow::{Result, bail};

use super::options::{COMPILE_WITH_WORD, DROPPED, DROPPED_PREFIXES, QUESTIONS, has, has_prefix};

/// What the driver is to make.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// The compiler alone: `-c`, `-S`, `-E`, a question to it.
    Compile,
    /// A program.
    Link,
    /// One object out of several (`-r`).
    Relocatable,
    /// Stack capture for a linked program.
    Capture,
    /// An answer that the driver gives itself.
    Print(&'static str),
}

/// A file to compile or to link.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Input {
    pub(super) argument: OsString,
    /// clang's name of its language; none: it goes to the linker as it is.
    pub(super) language: Option<OsString>,
}

/// One word of the linker's command line, in the order given.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum LinkItem {
    /// Index into [`Invocation::inputs`].
    Input(usize),
    /// `-l`, `-L`, `-u`: wasm-ld has it too.
    Driver(OsString),
    /// From `-Wl,` or `-Xlinker`, in the words of GNU ld.
    Linker(OsString),
}

#[derive(Debug)]
pub(super) struct Link {
    pub(super) items: Vec<LinkItem>,
    pub(super) start_files: bool,
    pub(super) default_libs: bool,
    pub(super) threads: bool,
    pub(super) strip: bool,
    capture: bool,
}

/// A command line, understood.
#[derive(Debug)]
pub(super) struct Invocation {
    pub(super) mode: Mode,
    pub(super) inputs: Vec<Input>,
    pub(super) output: Option<OsString>,
    /// For the compiler as they stand.
    pub(super) compile: Vec<OsString>,
    pub(super) link: Link,
    pub(super) strict_iso: bool,
    pub(super) no_std_include: bool,
    pub(super) verbose: bool,
}

impl Invocation {
    pub(super) fn output(&self) -> &OsStr {
        self.output.as_deref().unwrap_or(OsStr::new("a.out"))
    }

    pub(super) fn captures(&self) -> bool {
        self.mode == Mode::Link && self.link.capture
    }
}

/// # Errors
/// A word that asks for what cannot be: a shared library, no input, a value that is missing.
pub(super) fn parse(args: &[OsString]) -> Result<Invocation> {
    let mut parser = Parser::new();
    let mut words = args.iter();
    while let Some(word) = words.next() {
        parser.word(word, &mut words)?;
    }
    parser.finish()
}

struct Parser {
    invocation: Invocation,
    language: Option<OsString>,
}

impl Parser {
    fn new() -> Self {
        let link = Link {
            items: Vec::new(),
            start_files: true,
            default_libs: true,
            threads: false,
            strip: false,
            capture: true,
        };
        let invocation = Invocation {
            mode: Mode::Link,
            inputs: Vec::new(),
            output: None,
            compile: Vec::new(),
            link,
            strict_iso: false,
            no_std_include: false,
            verbose: false,
        };
        Self {
            invocation,
            language: None,
        }
    }

    fn word<'a>(&mut self, word: &OsString, rest: &mut impl Iterator<Item = &'a OsString>) -> Result<()> {
        let text = word.to_str().unwrap_or_default();
        if !text.starts_with('-') || text == "-" {
            self.input(word);
            return Ok(());
        }
        let mut value = || match rest.next() {
            Some(value) => Ok(value.clone()),
            None => bail!("{text}: the value is missing"),
        };
        match text {
            "-o" => self.invocation.output = Some(value()?),
            "-x" => self.language = Some(value()?).filter(|l| l != "none"),
            "-Xlinker" => {
                let option = value()?;
                self.linker(option);
            }
            "-u" | "-e" | "-z" | "-T" => {
                self.linker(text.into());
                let word = value()?;
                self.linker(word);
            }
            "-L" | "-l" => {
                let mut option = word.clone();
                option.push(value()?);
                self.invocation.link.items.push(LinkItem::Driver(option));
            }
            "-target" | "-arch" => drop(value()?),
            _ if has(COMPILE_WITH_WORD, text) => {
                let value = value()?;
                self.invocation.compile.extend([word.clone(), value]);
            }
            _ => self.flag(text, word)?,
        }
        Ok(())
    }

    /// A word that has its value, if any, in itself.
    fn flag(&mut self, text: &str, word: &OsString) -> Result<()> {
        let invocation = &mut self.invocation;
        let link = &mut invocation.link;
        match text {
            "-c" | "-S" | "-E" | "-M" | "-MM" | "-fsyntax-only" => {
                invocation.mode = Mode::Compile;
                invocation.compile.push(word.clone());
            }
            "-r" | "-Wl,-r" => invocation.mode = Mode::Relocatable,
            "--capture" => invocation.mode = Mode::Capture,
            "-dumpmachine" => invocation.mode = Mode::Print("wasm32-unknown-linux-musl"),
            "-shared" => bail!("-shared: there are no shared libraries here, programs are static"),
            "-v" => invocation.verbose = true,
            "-s" => link.strip = true,
            "-mcapture" => link.capture = true,
            "-mno-capture" => link.capture = false,
            "-nostartfiles" => link.start_files = false,
            "-nodefaultlibs" | "-nolibc" => link.default_libs = false,
            "-nostdlib" => (link.start_files, link.default_libs) = (false, false),
            "-nostdinc" => {
                invocation.no_std_include = true;
                invocation.compile.push(word.clone());
            }
            "-pthread" => {
                link.threads = true;
                invocation.compile.extend(["-pthread".into(), "-D_REENTRANT".into()]);
            }
            "-ansi" => {
                invocation.strict_iso = true;
                invocation.compile.push(word.clone());
            }
            _ if has(QUESTIONS, text) || text.starts_with("-print-") || text.starts_with("--print-") => {
                invocation.mode = Mode::Compile;
                invocation.compile.push(word.clone());
            }
            _ if has(DROPPED, text) || has_prefix(DROPPED_PREFIXES, text) => {}
            _ => self.prefixed(text, word),
        }
        Ok(())
    }

    fn prefixed(&mut self, text: &str, word: &OsString) {
        if let Some(options) = text.strip_prefix("-Wl,") {
            options.split(',').for_each(|option| self.linker(option.into()));
        } else if let Some(file) = text.strip_prefix("-o") {
            self.invocation.output = Some(file.into());
        } else if let Some(language) = text.strip_prefix("-x") {
            self.language = Some(language).filter(|l| *l != "none").map(OsString::from);
        } else if text.starts_with("-l") || text.starts_with("-L") {
            self.invocation.link.items.push(LinkItem::Driver(word.clone()));
        } else if !text.starts_with("--target=") {
            self.invocation.strict_iso |= text.starts_with("-std=c") || text.starts_with("-std=iso");
            self.invocation.compile.push(word.clone());
        }
    }

    fn linker(&mut self, option: OsString) {
        self.invocation.link.items.push(LinkItem::Linker(option));
    }

    fn input(&mut self, word: &OsString) {
        let language = self
            .language
            .clone()
            .or_else(|| language_of(Path::new(word)).map(OsString::from));
        self.invocation.link.items.push(LinkItem::Input(self.invocation.inputs.len()));
        self.invocation.inputs.push(Input {
            argument: word.clone(),
            language,
        });
    }

    fn finish(self) -> Result<Invocation> {
        let mut invocation = self.invocation;
        if invocation.inputs.is_empty() && invocation.mode == Mode::Link {
            if !invocation.verbose {
                bail!("no input files");
            }
            invocation.mode = Mode::Compile;
            invocation.compile.push("-v".into());
        }
        Ok(invocation)
    }
}

/// By the end of the name, as gcc does it; everything else is the linker's.
fn language_of(path: &Path) -> Option<&'static str> {
    match path.extension()?.to_str()? {
        "c" => Some("c"),
        "i" => Some("cpp-output"),
        "C" | "cc" | "cp" | "cpp" | "cxx" | "c++" => Some("c++"),
        "s" => Some("assembler"),
        "S" | "sx" => Some("assembler-with-cpp"),
        "h" => Some("c-header"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Invocation {
        parse(&line.split(' ').map(OsString::from).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn compile_only_passes_options_and_values() {
        let i = parsed("-c -O2 -I inc -Ddef=1 -MD -MF x.d -fPIC -march=native a.c -o a.o");
        assert_eq!(i.mode, Mode::Compile);
        assert_eq!(i.compile, ["-c", "-O2", "-I", "inc", "-Ddef=1", "-MD", "-MF", "x.d"]);
        assert_eq!(i.output.as_deref(), Some(OsStr::new("a.o")));
    }

    #[test]
    fn languages_come_from_names_or_x() {
        let i = parsed("a.c b.S c.o -x c - -x none d.a");
        let languages: Vec<_> = i
            .inputs
            .iter()
            .map(|i| i.language.as_deref().and_then(OsStr::to_str))
            .collect();
        assert_eq!(languages, [Some("c"), Some("assembler-with-cpp"), None, Some("c"), None]);
    }

    #[test]
    fn link_items_keep_their_order() {
        let i = parsed("a.o -lx -Wl,-z,stack-size=1 -L d b.o");
        let names: Vec<_> = i.link.items.iter().map(|item| format!("{item:?}")).collect();
        assert_eq!(
            names.join(" "),
            r#"Input(0) Driver("-lx") Linker("-z") Linker("stack-size=1") Driver("-Ld") Input(1)"#
        );
    }

    #[test]
    fn modes() {
        assert_eq!(parsed("-dumpmachine").mode, Mode::Print("wasm32-unknown-linux-musl"));
        assert_eq!(parsed("-r a.o b.o").mode, Mode::Relocatable);
        assert_eq!(parsed("-v").mode, Mode::Compile);
        assert!(!parsed("-mno-capture a.o").captures() && parsed("a.o").captures());
        assert!(parse(&["-shared".into(), "a.o".into()]).is_err());
        assert!(parse(&["a.o".into(), "-o".into()]).is_err());
        assert!(parse(&["-O2".into()]).is_err());
    }

    #[test]
    fn strict_iso_is_seen() {
        assert!(parsed("-std=c99 a.c").strict_iso && parsed("-ansi a.c").strict_iso);
        assert!(!parsed("-std=gnu99 a.c").strict_iso);
    }
}
