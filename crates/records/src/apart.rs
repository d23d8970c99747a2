//! Work on threads of its own, which goes on though nobody waits for it any more.

use std::any::Any;
use std::sync::Arc;

use tokio::task::JoinHandle;

tokio::task_local! {
    static HELD: Arc<dyn Any + Send + Sync>;
}

/// Does something while somebody holds what they need for it, such as their place among others.
/// Work that it has done [`apart`] holds it too, until that work has ended: who goes away cannot
/// have the next work begin beside the one before.
pub async fn holding<H, F>(held: Arc<H>, something: F) -> F::Output
where
    H: Any + Send + Sync,
    F: Future,
{
    HELD.scope(held, something).await
}

/// Does work that takes a while on a thread of its own: others are answered meanwhile.
pub fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    let held = HELD.try_with(Arc::clone).ok();
    tokio::task::spawn_blocking(move || {
        let done = work();
        drop(held);
        done
    })
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn what_is_held_is_held_until_the_work_has_ended() {
        let held = Arc::new(());
        let known = Arc::downgrade(&held);
        let (finish, finished) = mpsc::channel::<()>();
        let (begin, begun) = tokio::sync::oneshot::channel();
        let mut work = None;
        // Whoever has begun it goes away.
        holding(held, async {
            work = Some(apart(move || {
                let _ = begin.send(());
                finished.recv()
            }));
            begun.await.unwrap();
        })
        .await;
        assert!(known.upgrade().is_some());
        finish.send(()).unwrap();
        work.unwrap().await.unwrap().unwrap();
        assert!(known.upgrade().is_none());
        // Nothing need be held.
        assert_eq!(apart(|| 1).await.unwrap(), 1);
    }
}
