//! What no policy can allow: rules of the product itself, as policies that forbid.

/// A rule that holds for everybody in every organisation, before any policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Guard {
    /// Who acts in a member account touches only what that account owns.
    OwnAccountOnly,
    /// Purchase orders, runs, accounts and the integration are the management account's.
    ManagementAccountOnly,
}

impl Guard {
    /// Both.
    pub const ALL: &[Self] = &[Self::OwnAccountOnly, Self::ManagementAccountOnly];

    /// The id that a denial names.
    pub fn id(self) -> &'static str {
        match self {
            Self::OwnAccountOnly => "OwnAccountOnly",
            Self::ManagementAccountOnly => "ManagementAccountOnly",
        }
    }

    /// Its source.
    pub fn text(self) -> &'static str {
        match self {
            Self::OwnAccountOnly => include_str!("guards/OwnAccountOnly.cedar"),
            Self::ManagementAccountOnly => include_str!("guards/ManagementAccountOnly.cedar"),
        }
    }

    /// Why it refuses, and what to do about it, for the sentence of a denial.
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::OwnAccountOnly => {
                "it belongs to another account: act in that account, or in the management account"
            }
            Self::ManagementAccountOnly => {
                "only the management account of the organisation may: act in that account, or ask \
                 somebody who does"
            }
        }
    }

    pub(crate) fn of_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|guard| guard.id() == id)
    }
}
