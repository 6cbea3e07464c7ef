//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::build::Until;
use crate::command;

/// Builds, boots and tests WasmLinux.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask", disable_help_subcommand = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the guest: kernel, C library, BusyBox, root file system.
    Build(Build),
    /// Build what is missing, then boot; with `-- CMD ARG...`, run that command instead of a shell.
    Boot(Boot),
    /// Build what is missing, then run `-- CMD ARG...` in a machine.
    Run(Boot),
    /// Build what is missing, then run all tests of the workspace.
    Test(Test),
    /// Build what is missing, then let processes come and go in one machine, and watch what is left of them.
    Soak(Soak),
    /// Build what is missing, then measure the guest beside this host, and the cores.
    Bench(Bench),
    /// Check the repository's own rules.
    Tidy(Tidy),
    /// Everything that must pass: format, tidy, clippy, no_std builds, tests, docs.
    Ci(Ci),
    /// Remove the built guest.
    Clean(Clean),
    /// The C compiler for guest programs: as CC="cargo xtask cc".
    #[command(disable_help_flag = true)]
    Cc {
        /// As gcc and clang take them.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
}

/// Which guest, and how it is built.
#[derive(Debug, Clone, Default, Args)]
pub struct Guest {
    /// Kernel configuration.
    #[arg(long, value_enum, default_value_t)]
    pub config: Config,
    /// Parallel commands [default: one per processor].
    #[arg(short, long, value_name = "N")]
    pub jobs: Option<usize>,
    /// Never install missing tools, only say what is missing.
    #[arg(long)]
    pub no_install: bool,
}

/// Kernel configurations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Config {
    /// Boots and runs programs, no network: builds in a third of the time.
    Tiny,
    /// Everything that the project supports.
    #[default]
    Default,
}

impl Config {
    /// Name in `guest/linux/arch/lkl/configs`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Tiny => "tiny",
            Self::Default => "default",
        }
    }
}

#[derive(Debug, Args)]
pub struct Build {
    #[command(flatten)]
    pub guest: Guest,
    /// Linux 6.12.y: a tarball, Debian's linux-source package, or an unpacked folder. Used from now on.
    #[arg(long, value_name = "PATH")]
    pub linux_src: Option<PathBuf>,
    /// musl 1.2.3: a tarball or an unpacked folder. Used from now on.
    #[arg(long, value_name = "PATH")]
    pub musl_src: Option<PathBuf>,
    /// BusyBox 1.35: a tarball or an unpacked folder. Used from now on.
    #[arg(long, value_name = "PATH")]
    pub busybox_src: Option<PathBuf>,
    /// Ask Debian for newer sources.
    #[arg(long)]
    pub refresh: bool,
    /// Stop after this part.
    #[arg(long, value_enum, default_value = "artifacts", value_name = "PART")]
    pub until: Until,
}

#[derive(Debug, Args)]
pub struct Boot {
    #[command(flatten)]
    pub guest: Guest,
    /// Memory of the machine, as the `wasmlinux` command takes it.
    #[arg(long, value_name = "SIZE")]
    pub memory: Option<String>,
    /// Show the kernel's log on stderr.
    #[arg(long)]
    pub kernel_log: bool,
    /// Words to add to the kernel's command line.
    #[arg(long, value_name = "WORDS", allow_hyphen_values = true)]
    pub append: Option<String>,
    /// Set an environment variable for the command.
    #[arg(long, value_name = "K=V")]
    pub env: Vec<String>,
    /// Copy a file of the host into the guest before the command starts.
    #[arg(long, value_name = "HOST:GUEST")]
    pub copy: Vec<String>,
    /// The command and its arguments.
    #[arg(last = true, value_name = "CMD")]
    pub command: Vec<OsString>,
}

#[derive(Debug, Args)]
pub struct Test {
    #[command(flatten)]
    pub guest: Guest,
    /// For `cargo test`: a filter, or `-- FLAGS`.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub arguments: Vec<OsString>,
}

#[derive(Debug, Args)]
pub struct Soak {
    #[command(flatten)]
    pub guest: Guest,
    /// How long.
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
    pub minutes: u64,
}

#[derive(Debug, Args)]
pub struct Bench {
    #[command(flatten)]
    pub guest: Guest,
    /// How often guest and host are measured in turn; the table shows medians.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    pub rounds: u32,
    /// Measure only what has this in its name.
    #[arg(long, value_name = "NAME")]
    pub only: Option<String>,
    /// Leave out the criterion benches of the cores.
    #[arg(long)]
    pub no_cores: bool,
    /// Write the table to this file too, as JSON.
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Tidy {
    #[command(flatten)]
    pub guest: Guest,
    /// Put right what can be: render generated files anew.
    #[arg(long)]
    pub fix: bool,
}

#[derive(Debug, Args)]
pub struct Ci {
    #[command(flatten)]
    pub guest: Guest,
}

#[derive(Debug, Args)]
pub struct Clean {
    #[command(flatten)]
    pub guest: Guest,
    /// Remove the cache too: sources, tools and build outputs of all checkouts.
    #[arg(long)]
    pub cache: bool,
}

impl Cli {
    /// Does what the command line says.
    ///
    /// # Errors
    /// What went wrong, for the user.
    pub fn run(self) -> Result<ExitCode> {
        match self.command {
            Command::Build(build) => command::build::run(&build),
            Command::Boot(boot) => command::boot::run(&boot, boot.command.is_empty()),
            Command::Run(boot) => command::boot::run(&boot, false),
            Command::Test(test) => command::test::run(&test),
            Command::Soak(soak) => command::soak::run(&soak),
            Command::Bench(bench) => command::bench::run(&bench),
            Command::Tidy(tidy) => command::tidy::run(&tidy),
            Command::Ci(ci) => command::ci::run(&ci),
            Command::Clean(clean) => command::clean::run(&clean),
            Command::Cc { arguments } => command::cc::run(&arguments),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::{CommandFactory, Parser};

    #[test]
    fn is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn boot_takes_a_command_after_dashes() {
        assert!(Cli::try_parse_from(["x", "boot", "--", "ls", "-l", "--help"]).is_ok());
        assert!(Cli::try_parse_from(["x", "boot", "--append", "a b", "--kernel-log"]).is_ok());
        assert!(Cli::try_parse_from(["x", "boot", "ls"]).is_err());
        assert!(Cli::try_parse_from(["x", "cc", "-c", "a.c", "--help", "-o", "a.o"]).is_ok());
    }
}
