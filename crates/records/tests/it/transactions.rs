//! Transactions, and whoever goes away in the middle of one.

use tokio::task::yield_now;

use crate::databases::on_both;

on_both!(whoever_leaves_while_a_transaction_begins_leaves_none_open, |records| async {
    let organisation = records.organisation("111111111111").await;
    for turns in 0..300 {
        let leaving = async {
            for _ in 0..turns {
                yield_now().await;
            }
        };
        tokio::select! {
            biased;
            () = leaving => {}
            read = records.read() => drop(read.unwrap()),
        }
        // Were it given a connection where somebody still reads, it could not write.
        drop(records.change(&organisation.id).await);
    }
});
