//! The tables, in the order in which they came to be. A migration that was released never changes.

use std::borrow::Cow;

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

use crate::database::DatabaseKind;

/// The migrations of a kind of database: what both read, and its own form of what they spell
/// differently.
pub(crate) fn migrator(kind: DatabaseKind) -> Migrator {
    let (guards, outbox_orders) = match kind {
        DatabaseKind::Sqlite => (
            include_str!("../migrations/guards/sqlite.sql"),
            include_str!("../migrations/outbox_orders/sqlite.sql"),
        ),
        DatabaseKind::Postgres => (
            include_str!("../migrations/guards/postgres.sql"),
            include_str!("../migrations/outbox_orders/postgres.sql"),
        ),
    };
    let texts = [
        ("organisations", include_str!("../migrations/0001_organisations.sql")),
        ("purchase orders", include_str!("../migrations/0002_purchase_orders.sql")),
        ("agreements", include_str!("../migrations/0003_agreements.sql")),
        ("invoices", include_str!("../migrations/0004_invoices.sql")),
        ("guards", guards),
        ("embed sessions", include_str!("../migrations/0006_embed_sessions.sql")),
        ("outbox orders", outbox_orders),
        ("versions", include_str!("../migrations/0008_versions.sql")),
        ("account invoices", include_str!("../migrations/0009_account_invoices.sql")),
    ];
    let migrations = (1_i64..).zip(texts).map(|(version, (name, text))| {
        Migration::new(
            version,
            Cow::Borrowed(name),
            MigrationType::Simple,
            text.into_sql_str(),
            false,
        )
    });
    Migrator::with_migrations(migrations.collect())
}
