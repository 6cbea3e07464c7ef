//! Time: the monotonic clock, and the one helper thread that interrupts a busy machine when its timer is due.
//!
//! An idle machine sleeps until its own deadline and needs no help. A busy one runs wasm and cannot look at the clock, so the helper
//! does. It is woken as rarely as possible: only for a deadline earlier than the one it sleeps for; while the machine is busy
//! it looks up once a tick anyway.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use abi::irq;
use lkl_host_ops::Timer;

use super::bell::Bell;

/// How long the helper sleeps when no deadline is set but the machine is busy: one tick of HZ=100.
const NAP_NS: u64 = 10_000_000;
const NEVER: u64 = u64::MAX;

/// The machine's clock and timer.
#[derive(Debug)]
pub(super) struct Clock {
    start: Instant,
    timer: Timer,
    shared: Arc<Shared>,
    helper: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    start: Instant,
    bell: OnceLock<Bell>,
    deadline_ns: AtomicU64,
    /// What the helper sleeps for.
    wakes_at_ns: AtomicU64,
    idle: AtomicBool,
    stop: AtomicBool,
}

impl Clock {
    pub(super) fn new() -> Self {
        let start = Instant::now();
        let shared = Shared {
            start,
            bell: OnceLock::new(),
            deadline_ns: AtomicU64::new(NEVER),
            wakes_at_ns: AtomicU64::new(0),
            idle: AtomicBool::new(false),
            stop: AtomicBool::new(false),
        };
        Self {
            start,
            timer: Timer::default(),
            shared: Arc::new(shared),
            helper: None,
        }
    }

    /// Starts the helper, once the kernel's interrupt word is known.
    pub(super) fn start(&mut self, bell: Bell) -> std::io::Result<()> {
        let _ = self.shared.bell.set(bell);
        let shared = self.shared.clone();
        let helper = thread::Builder::new().name("wasmlinux-clock".into());
        self.helper = Some(helper.spawn(move || shared.watch())?);
        Ok(())
    }

    /// Nanoseconds since the machine was made.
    pub(super) fn now_ns(&self) -> u64 {
        elapsed_ns(self.start)
    }

    pub(super) fn set(&mut self, deadline_ns: i64) {
        self.timer.set(deadline_ns);
        let deadline = self.timer.poll_at().unwrap_or(NEVER);
        self.shared.deadline_ns.store(deadline, SeqCst);
        if deadline < self.shared.wakes_at_ns.load(SeqCst) && !self.shared.idle.load(SeqCst) {
            self.wake_helper();
        }
    }

    /// Sleeps until an interrupt bit is set.
    pub(super) fn idle(&mut self, bell: &Bell) {
        self.shared.idle.store(true, SeqCst);
        while !bell.pending() {
            let now = self.now_ns();
            if self.timer.due(now) {
                self.shared.deadline_ns.store(NEVER, SeqCst);
                bell.ring(irq::TIMER);
                break;
            }
            let wait = self.timer.poll_at().map(|at| Duration::from_nanos(at - now));
            bell.sleep(wait);
        }
        self.shared.idle.store(false, SeqCst);
        if self.shared.wakes_at_ns.load(SeqCst) == NEVER {
            self.wake_helper();
        }
    }

    fn wake_helper(&self) {
        if let Some(helper) = &self.helper {
            helper.thread().unpark();
        }
    }
}

impl Drop for Clock {
    fn drop(&mut self) {
        self.shared.stop.store(true, SeqCst);
        self.wake_helper();
        if let Some(helper) = self.helper.take() {
            // A helper that panicked has nothing left to clean up.
            let _ = helper.join();
        }
    }
}

impl Shared {
    fn watch(&self) {
        while !self.stop.load(SeqCst) {
            let now = elapsed_ns(self.start);
            let deadline = self.deadline_ns.load(SeqCst);
            if deadline <= now {
                // Only this deadline: a later one may have been set meanwhile.
                let ours = self.deadline_ns.compare_exchange(deadline, NEVER, SeqCst, SeqCst);
                if let (Ok(_), Some(bell)) = (ours, self.bell.get()) {
                    bell.ring(irq::TIMER);
                }
                continue;
            }
            if self.idle.load(SeqCst) {
                self.wakes_at_ns.store(NEVER, SeqCst);
                // The machine may have become busy in between, without seeing NEVER.
                if self.idle.load(SeqCst) {
                    thread::park();
                }
                continue;
            }
            let wake = deadline.min(now + NAP_NS);
            self.wakes_at_ns.store(wake, SeqCst);
            // A deadline that came in between saw the old time.
            if self.deadline_ns.load(SeqCst) >= wake {
                thread::park_timeout(Duration::from_nanos(wake - now));
            }
        }
    }
}

fn elapsed_ns(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_nanos()).unwrap_or(NEVER)
}
