use alloc::vec;
use alloc::vec::Vec;

use wasmparser::{Operator, Parser, Payload};

use super::Result;

/// By defined function: must it look at the flag when it is entered, because a recursion could go on for ever without meeting a loop?
///
/// Every cycle of direct calls has an edge back to a function that is still being walked through; every other cycle goes through a
/// `call_indirect`.
pub(super) fn entries(module: &[u8], imported: u32) -> Result<Vec<bool>> {
    let calls = calls(module, imported)?;
    let mut entries: Vec<bool> = calls.iter().map(|calls| calls.indirect).collect();
    let mut state = vec![State::New; calls.len()];
    for root in 0..calls.len() {
        walk(root, &calls, &mut state, &mut entries);
    }
    Ok(entries)
}

/// What a function calls.
#[derive(Default)]
struct Calls {
    direct: Vec<usize>,
    indirect: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// Depth first, with a stack of its own: call graphs are as deep as a file's author likes.
fn walk(root: usize, calls: &[Calls], state: &mut [State], entries: &mut [bool]) {
    if state[root] != State::New {
        return;
    }
    state[root] = State::Open;
    let mut path = vec![(root, 0)];
    while let Some((function, next)) = path.last_mut() {
        let Some(callee) = calls[*function].direct.get(*next).copied() else {
            state[*function] = State::Done;
            path.pop();
            continue;
        };
        *next += 1;
        match state[callee] {
            State::New => {
                state[callee] = State::Open;
                path.push((callee, 0));
            }
            State::Open => entries[callee] = true,
            State::Done => {}
        }
    }
}

fn calls(module: &[u8], imported: u32) -> Result<Vec<Calls>> {
    let mut all = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        let Payload::CodeSectionEntry(body) = payload? else {
            continue;
        };
        let mut calls = Calls::default();
        for operator in body.get_operators_reader()? {
            match operator? {
                Operator::Call { function_index } if function_index >= imported => {
                    calls.direct.push((function_index - imported) as usize);
                }
                Operator::CallIndirect { .. } => calls.indirect = true,
                _ => {}
            }
        }
        calls.direct.sort_unstable();
        calls.direct.dedup();
        all.push(calls);
    }
    Ok(all)
}
