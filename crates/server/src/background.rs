//! What the server does beside answering: tasks that end when the program is asked to.

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

/// Tasks that go on until they are told to stop.
#[derive(Debug)]
pub(crate) struct Background {
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

/// Tells a task when to stop.
#[derive(Debug, Clone)]
pub(crate) struct Stop(watch::Receiver<bool>);

impl Background {
    pub(crate) fn new() -> Self {
        Self { stop: watch::Sender::new(false), tasks: JoinSet::new() }
    }

    /// Begins a task that heeds the signal to stop.
    pub(crate) fn begin<F>(&mut self, task: impl FnOnce(Stop) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.tasks.spawn(task(self.stop()));
    }

    /// The signal that its tasks heed.
    pub(crate) fn stop(&self) -> Stop {
        Stop(self.stop.subscribe())
    }

    /// Tells all tasks to stop, and waits for them; what takes longer is broken off.
    pub(crate) async fn end(mut self, patience: Duration) {
        self.stop.send_replace(true);
        let ended = async { while self.tasks.join_next().await.is_some() {} };
        // What is broken off is taken up again by whoever runs next.
        let _ = tokio::time::timeout(patience, ended).await;
    }
}

impl Stop {
    /// Whether it is time to stop.
    pub(crate) fn is_asked(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits, and tells whether it is time to stop.
    pub(crate) async fn asked_within(&mut self, pause: Duration) -> bool {
        // Who is gone will not tell any more.
        tokio::time::timeout(pause, self.0.wait_for(|is_asked| *is_asked)).await.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_task_that_waits_stops_at_once_and_one_that_does_not_listen_is_broken_off() {
        let mut background = Background::new();
        background.begin(|mut stop| async move {
            while !stop.asked_within(Duration::from_secs(3600)).await {}
        });
        let waiting = std::time::Instant::now();
        background.end(Duration::from_secs(60)).await;
        let mut background = Background::new();
        background.begin(|_| std::future::pending());
        background.end(Duration::from_millis(1)).await;
        assert!(waiting.elapsed() < Duration::from_secs(30));
    }
}
