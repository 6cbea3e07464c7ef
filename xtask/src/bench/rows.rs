//! What was measured.

use std::fmt;

/// Where something was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// On this host's Linux.
    Native,
    /// In a machine.
    Guest,
}

impl fmt::Display for Side {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(match self {
            Self::Native => "native",
            Self::Guest => "guest",
        })
    }
}

/// What a value counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// Time.
    Nanoseconds,
    /// Throughput, in millions of bytes per second: more is better.
    MegabytesPerSecond,
    /// Memory, in millions of bytes.
    Megabytes,
    /// Of one processor.
    Percent,
}

impl Unit {
    /// The name in a program's output and in JSON.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Nanoseconds => "ns",
            Self::MegabytesPerSecond => "MB/s",
            Self::Megabytes => "MB",
            Self::Percent => "%",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        [Self::Nanoseconds, Self::MegabytesPerSecond, Self::Megabytes, Self::Percent]
            .into_iter()
            .find(|unit| unit.name() == name)
    }
}

/// One measure: its values, on both sides.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) unit: Unit,
    native: Vec<f64>,
    guest: Vec<f64>,
}

impl Row {
    /// Median of one side's values.
    pub(super) fn median(&self, side: Side) -> Option<f64> {
        let mut values = match side {
            Side::Native => self.native.clone(),
            Side::Guest => self.guest.clone(),
        };
        values.sort_unstable_by(f64::total_cmp);
        values.get(values.len() / 2).copied()
    }

    /// Guest to native.
    pub(super) fn ratio(&self) -> Option<f64> {
        Some(self.median(Side::Guest)? / self.median(Side::Native)?)
    }
}

/// All measures, in the order in which they were first made.
#[derive(Debug, Default)]
pub struct Rows(pub(super) Vec<Row>);

impl Rows {
    /// Adds one value.
    pub(super) fn add(&mut self, name: &str, unit: Unit, side: Side, value: f64) {
        let at = self.0.iter().position(|row| row.name == name).unwrap_or_else(|| {
            self.0.push(Row {
                name: name.to_owned(),
                unit,
                native: Vec::new(),
                guest: Vec::new(),
            });
            self.0.len() - 1
        });
        if let Some(row) = self.0.get_mut(at) {
            match side {
                Side::Native => row.native.push(value),
                Side::Guest => row.guest.push(value),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Rows, Side, Unit};

    #[test]
    fn medians_and_ratios() {
        let mut rows = Rows::default();
        for value in [30.0, 10.0, 20.0] {
            rows.add("a", Unit::Nanoseconds, Side::Guest, value);
        }
        let only = |rows: &Rows| (rows.0[0].median(Side::Guest), rows.0[0].ratio());
        assert_eq!(only(&rows), (Some(20.0), None));
        rows.add("a", Unit::Nanoseconds, Side::Native, 10.0);
        assert_eq!(only(&rows), (Some(20.0), Some(2.0)));
    }
}
