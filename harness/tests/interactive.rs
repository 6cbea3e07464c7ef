//! A person at the console: keys, jobs, an editor, sizes, and the end.

mod support;

use support::pty::Terminal;

#[test]
fn the_prompt_comes_by_itself_and_lines_are_remembered() {
    let mut t = Terminal::boot(&[]);
    t.prompt();
    t.line("echo first");
    assert!(t.prompt().contains("first"));
    t.line("echo second");
    t.prompt();
    // Arrow up twice recalls the first command.
    t.keys("\x1b[A\x1b[A\r");
    t.expect("\nfirst\r\n");
}

/// `cat` answers a line: so it is in the foreground and reads, and a key for its group reaches it. Sooner, as on any Linux, the key
/// would be the shell's: it names a job before it hands over the terminal.
fn cat_answers(t: &mut Terminal, line: &str) {
    t.line(line);
    t.expect(&format!("{line}\r\n{line}\r\n"));
}

#[test]
fn control_c_control_z_and_fg_on_cat() {
    let mut t = Terminal::boot(&[]);
    t.prompt();
    // What is typed ahead of cat would be read in the line editor's raw mode, as on any Linux.
    t.line("echo rea''dy; cat");
    t.expect("ready\r\n");
    cat_answers(&mut t, "hello");
    t.keys("\x03");
    t.prompt();
    t.line("echo $?");
    assert!(t.prompt().contains("130"));
    t.line("echo sta''rts; cat");
    t.expect("starts\r\n");
    cat_answers(&mut t, "once");
    t.keys("\x1a");
    t.expect("Stopped");
    t.prompt();
    t.line("jobs");
    let jobs = t.prompt();
    assert!(jobs.contains("Stopped") && jobs.contains("cat"), "{jobs}");
    t.line("fg");
    t.expect("cat\r\n");
    cat_answers(&mut t, "again");
    t.keys("\x03");
    t.prompt();
    t.line("jobs; echo none");
    let jobs = t.prompt();
    assert!(!jobs.contains("cat"), "{jobs}");
}

/// Loops that make no system call: the keys reach them all the same, and the prompt comes without another key.
#[test]
fn keys_reach_busy_loops() {
    let mut t = Terminal::boot(&[]);
    t.prompt();
    t.line("echo in''side; while :; do :; done");
    t.expect("inside\r\n");
    t.keys("\x03");
    t.prompt();
    let busy = r#"awk 'BEGIN { print "spin" "ning"; fflush(); while (1) n++ }'"#;
    for _ in 0..5 {
        t.line(busy);
        t.expect("spinning\r\n");
        t.keys("\x03");
        t.prompt();
    }
    t.line(busy);
    t.expect("spinning\r\n");
    t.keys("\x1a");
    t.expect("Stopped");
    t.prompt();
    t.line("bg; sleep 0.1; echo also al''ive");
    t.expect("also alive");
    t.prompt();
    t.line("kill %1; wait; echo en''ded");
    t.expect("ended");
}

#[test]
fn vi_edits_and_saves() {
    let mut t = Terminal::boot(&[]);
    t.prompt();
    t.line("vi /tmp/note");
    t.expect_screen("vi's empty lines", |screen| screen.matches("\n~").count() > 10);
    t.keys("ihello from vi\x1b");
    t.expect_screen("the text", |screen| screen.contains("hello from vi"));
    t.keys(":wq\r");
    t.prompt();
    t.line("cat /tmp/note");
    assert!(t.prompt().contains("\nhello from vi\r\n"));
}

#[test]
fn resizing_reaches_the_guest() {
    let mut t = Terminal::boot(&[]);
    t.prompt();
    t.line("stty size");
    t.expect("24 80");
    t.prompt();
    t.line("while [ \"$(stty size)\" != '40 132' ]; do usleep 10000; done; echo resi''zed");
    t.resize(40, 132);
    t.expect("resized");
}

#[test]
fn tab_completes_a_name() {
    let mut t = Terminal::boot(&[]);
    t.prompt();
    t.keys("cat /proc/vers\t");
    t.expect("/proc/version");
    t.keys("\r");
    t.expect("Linux version 6.12.");
}

#[test]
fn top_and_less_leave_on_q() {
    let mut t = Terminal::boot(&[]);
    t.prompt();
    t.line("top");
    t.expect("Load average");
    t.keys("q");
    t.prompt();
    t.line("seq 500 | less");
    t.expect_screen("a page", |screen| screen.contains("\n20\n"));
    t.keys("q");
    t.prompt();
}

#[test]
fn exit_leaves_the_terminal_as_it_was() {
    let mut t = Terminal::boot(&[]);
    t.prompt();
    t.line("exit");
    let (status, cooked) = t.wait();
    assert!(status.success() && cooked, "{status}, cooked: {cooked}");
}

#[test]
fn poweroff_leaves_the_terminal_as_it_was() {
    let mut t = Terminal::boot(&[]);
    t.prompt();
    t.line("poweroff");
    let (status, cooked) = t.wait();
    assert!(status.success() && cooked, "{status}, cooked: {cooked}");
}
