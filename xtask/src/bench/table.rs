//! The table, for people and for programs.

use std::fmt::Write;

use serde_json::{Value, json as object};

use super::bars::{Bar, bar};
use super::rows::{Row, Rows, Side, Unit};

const HEADER: [&str; 6] = ["measure", "native", "guest", "guest/native", "bar", "reached"];

/// The table in Markdown, its columns aligned.
#[must_use]
pub fn render(rows: &Rows) -> String {
    let mut cells = vec![HEADER.map(str::to_owned)];
    cells.extend(rows.0.iter().map(line));
    let widths: [usize; 6] = std::array::from_fn(|column| width(&cells, column));
    let mut text = String::new();
    for (number, line) in cells.iter().enumerate() {
        push(&mut text, line, widths);
        if number == 0 {
            let rule = widths.map(|width| "-".repeat(width));
            push(&mut text, &rule, widths);
        }
    }
    text
}

fn width(cells: &[[String; 6]], column: usize) -> usize {
    cells
        .iter()
        .filter_map(|line| line.get(column))
        .map(String::len)
        .max()
        .unwrap_or(0)
}

fn push(text: &mut String, line: &[String; 6], widths: [usize; 6]) {
    for (cell, width) in line.iter().zip(widths) {
        // Writing to a string cannot fail.
        let _ = write!(text, "| {cell:width$} ");
    }
    text.push_str("|\n");
}

fn line(row: &Row) -> [String; 6] {
    let value = |side| row.median(side).map(|value| with_unit(value, row.unit));
    let bar_text = bar(&row.name).map(|bar| match bar {
        Bar::AtMost(value) => format!("<= {}", with_unit(value, row.unit)),
        Bar::Ratio(ratio) => format!("<= {ratio}x"),
    });
    let reached = reached(row).map(|reached| if reached { "yes" } else { "no" }.to_owned());
    let ratio = row.ratio().map(|ratio| format!("{ratio:.2}x"));
    let or_dash = |cell: Option<String>| cell.unwrap_or_else(|| "-".to_owned());
    [
        row.name.clone(),
        or_dash(value(Side::Native)),
        or_dash(value(Side::Guest)),
        or_dash(ratio),
        or_dash(bar_text),
        or_dash(reached),
    ]
}

fn reached(row: &Row) -> Option<bool> {
    Some(match bar(&row.name)? {
        Bar::AtMost(value) => row.median(Side::Guest)? <= value,
        Bar::Ratio(ratio) => row.ratio()? <= ratio,
    })
}

/// A value with three digits or so, times in a unit of their size.
pub(super) fn with_unit(value: f64, unit: Unit) -> String {
    let (value, name) = match unit {
        Unit::Nanoseconds if value >= 1e9 => (value / 1e9, "s"),
        Unit::Nanoseconds if value >= 1e6 => (value / 1e6, "ms"),
        Unit::Nanoseconds if value >= 1e3 => (value / 1e3, "us"),
        _ => (value, unit.name()),
    };
    let digits = match value {
        _ if value >= 100.0 => 0,
        _ if value >= 10.0 => 1,
        _ => 2,
    };
    format!("{value:.digits$} {name}")
}

/// The table as JSON; times in nanoseconds.
#[must_use]
pub fn json(rows: &Rows, config: &str, rounds: u32) -> Value {
    let measures = rows.0.iter().map(|row| {
        object!({
            "name": row.name,
            "unit": row.unit.name(),
            "native": row.median(Side::Native),
            "guest": row.median(Side::Guest),
            "ratio": row.ratio(),
            "bar_at_most": bar(&row.name).and_then(|bar| match bar { Bar::AtMost(value) => Some(value), Bar::Ratio(_) => None }),
            "bar_ratio": bar(&row.name).and_then(|bar| match bar { Bar::Ratio(ratio) => Some(ratio), Bar::AtMost(_) => None }),
            "reached": reached(row),
        })
    });
    object!({ "config": config, "rounds": rounds, "measures": measures.collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::super::rows::{Rows, Side, Unit};
    use super::{render, with_unit};

    #[test]
    fn values_are_short() {
        let table = [
            (25.0, "25.0 ns"),
            (1_234.0, "1.23 us"),
            (60e6, "60.0 ms"),
            (1.5e9, "1.50 s"),
            (263.4, "263 ns"),
        ];
        for (value, text) in table {
            assert_eq!(with_unit(value, Unit::Nanoseconds), text);
        }
        assert_eq!(with_unit(2250.0, Unit::MegabytesPerSecond), "2250 MB/s");
    }

    #[test]
    fn bars_are_judged() {
        let mut rows = Rows::default();
        rows.add("null system call", Unit::Nanoseconds, Side::Native, 250.0);
        rows.add("null system call", Unit::Nanoseconds, Side::Guest, 25.0);
        rows.add("fork+exit+wait", Unit::Nanoseconds, Side::Guest, 5e4);
        let expected = "\
| measure          | native | guest   | guest/native | bar        | reached |
| ---------------- | ------ | ------- | ------------ | ---------- | ------- |
| null system call | 250 ns | 25.0 ns | 0.10x        | <= 25.0 ns | yes     |
| fork+exit+wait   | -      | 50.0 us | -            | -          | -       |
";
        assert_eq!(render(&rows), expected);
    }
}
