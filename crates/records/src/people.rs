//! People: how they sign in, and what they may do in which account.
//!
//! A person is known to the whole server; what they may do is kept per account of an organisation.
//! Nobody has a password that somebody else chose: a person sets it by a link that works once. Of
//! passwords, links, sessions and tokens only hashes are kept.

mod embedded;
mod grants;
mod links;
pub(crate) mod names;
mod noted;
mod passwords;
mod policies;
mod sessions;
mod standing;
mod tokens;
mod users;

pub use embedded::{
    Component, EmbedSession, NewEmbedSession, create_embed_session, embed_session_of,
    embed_sessions, is_embed_token, open_embed_session, revoke_embed_session, works_embedded,
};
pub(crate) use grants::administrators;
pub use grants::{AccountGrants, Person, grant, grants_of, people_of, revoke_grant};
pub use links::{
    FirstStart, LinkPurpose, SetUpLink, add_set_up_link, create_set_up_link, find_link,
    forget_old_links, use_first_link, use_link,
};
pub use names::NAME_MAX;
pub use passwords::{
    PASSWORD_MAX, PASSWORD_MIN, Password, Sessions, password_problems, set_password,
    verify_password,
};
pub use policies::{
    OwnPolicy, POLICIES_MAX, PutPolicy, delete_policy, find_policy, policies, policy_book,
    put_policy,
};
pub use sessions::{
    SESSIONS_MAX, Session, open_session, revoke_other_sessions, revoke_session, session_of,
    sessions,
};
pub use standing::{Standing, caller};
pub use tokens::{ApiToken, NewToken, create_token, revoke_token, token_of, tokens};
pub use users::{
    NewUser, User, add_user, create_user, disable, enable, expect_version, find_user,
    find_user_by_email, has_users, keep_out, let_in, start_anew, user_in, user_problems,
};
