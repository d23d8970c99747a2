//! Texts about the account that is open, around all pages.

texts! {
    "account";
    ACCOUNTS = "Accounts";
    MENU = "{name}";
    FILES = "Own files";
    YOU = "Password and sessions";
    SIGN_OUT = "Sign out";
    SIGNED_OUT = "You are signed out.";
    NOT_FORGOTTEN = "What you did not save may still be in this browser. Clear the data of this site in its settings.";
    SIGN_IN = "Sign in";
    NAV_ISSUED = "Issued invoices";
    OFFLINE = "The server cannot be reached. What you see is from before; edits stay here until you can save them.";
    OFFLINE_AGAIN = "Try now";
    BACK = "The server is there again.";
    NO_SUCH = "You have no role in account {account}";
    NO_SUCH_TEXT = "It may be mistyped, or of an organisation that you do not belong to. Choose one of your accounts above, or ask an administrator for a role in it.";
    FAILED = "The page could not be opened";
    RETRY = "Try again";
    MEMBER = "Purchase orders are kept in {management}";
    MEMBER_TEXT = "{account} is a member account. The purchase orders of the organisation, and the preview of which invoice uses which of them, are in its management account {management}.";
    MEMBER_INVOICES = "The invoices that were issued to {account} are here.";
    MEMBER_HAS = "You have a role in it: switch to it above.";
    MEMBER_HAS_NOT = "Ask an administrator of your organisation for a role in it if you need to see them.";
    HIDDEN = "You may not see all purchase orders of {account}";
    HIDDEN_TEXT = "The preview of which invoice uses which purchase order needs all of them.";
    HIDDEN_ASK = "Ask an administrator of your organisation for a policy that allows it if you need the preview.";
    THEIRS = "{name} saved changes";
    THEIRS_PROGRAM = "The records have changed";
    THEIRS_DROPPED_ONE = "{count} of your edits did not apply any more and is gone";
    THEIRS_DROPPED_OTHER = "{count} of your edits did not apply any more and are gone";
}
