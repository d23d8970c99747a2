//! What the engine, the records and the policies say, which speak English. The English here is theirs,
//! word for word: by it a sentence is found, and what is filled in is read out of it.
//!
//! What stands under `{month_…}` is a month, under `{type}` the type of a line, under `{why}` a
//! sentence of its own, and under `{either}` a list that ends with an *or*.

use super::Text;

texts! {
    "engine";
    CHARACTERS = "`{wrong}` cannot stand in a purchase order ID: use letters A to Z, digits, space and _ . : / = + - % @";
    CHARACTERS_NAMED = "`{wrong}` cannot stand in a purchase order number: use letters A to Z, digits, space and _ . : / = + - % @";
    NEW_ID_LENGTH = "a new purchase order's ID has at most {most} characters";
    SEVERAL_SELLERS = "invoices of several sellers of record can use this purchase order: one purchase order for each is easier to follow";
    NO_LINES = "a purchase order without line items never matches an invoice: add one (P-17)";
    NEVER_REACHED = "best match never reaches this line: an untracked line of its type, such as line {line}, comes first in each of its months (P-6, P-11)";
    OVERLAP = "line {line} has the same type and as many months, and they overlap: where balances do not decide, only their numbers do (M9, P-11)";
    NOT_A_NUMBER = "`{text}` is not a number of this kind: {why}";
    NO_EXPONENT = "write the number out without an exponent: `1000`, not `1e3`";
    NO_PLUS = "leave out the plus sign";
    NO_SPACES = "leave out the spaces";
    NO_COMMAS = "leave out commas: no thousands separators, and a point before the decimals";
    NO_ZEROS = "leave out the leading zeros";
    BARE_POINT = "write digits on both sides of the point: `0.5`, not `.5`";
    PLAIN_NUMBER = "write a plain decimal number such as `1200.00`";
    DIGITS = "a number has at most 28 digits";
    NEGATIVE = "this cannot be negative: write 0 or more";
    NOT_THAT = "`{text}` is not that: {why}";
    MONTH = "write a month as YYYY-MM, from 2000-01 to 2199-12";
    MONTH_FROM = "`{text}` is no month: write it as YYYY-MM, from 2000-01 on";
    UNKNOWN_WORD = "`{text}` is not known here: use one of {list}";
    MISSING = "`{key}` is missing: add it";
    EMPTY = "this is empty: write something or leave the key out";
    CONTROL = "this has a control character such as a tab or line break: remove it";
    SPACE_AROUND = "remove the space at the start or the end";
    TOO_LONG = "this is too long: at most {most} characters";
    DECIMALS = "{number} has more decimals than {currency} has: at most {most}";
    ONE_SELLER = "name at least one seller of record";
    ORDER_REVERSED = "the purchase order expires in {month_last}, before it is effective in {month_first}: swap them";
    LINE_REVERSED = "the line ends in {month_last}, before it starts in {month_first}: swap them";
    LINE_BEFORE = "the line starts in {month_line}, before its purchase order is effective in {month_order}: move one";
    LINE_AFTER = "the line ends in {month_line}, after its purchase order expires in {month_order}: move one";
    TYPE_NOT_ALLOWED = "`{type}` lines are not allowed for {seller}: use another type or bill from";
    VALUE_TOO_LARGE = "amount times quantity plus tax has more than 15 digits before the point: lower one of them";
    LINES_TOO_MANY = "{count} line items are too many: at most {most}";
    LINE_TWICE = "line number `{number}` is there twice: give each line its own";
    CONTACTS_TOO_MANY = "{count} contacts are too many: at most {most}";
    NO_EMAIL = "this is not an e-mail address: write name@domain";
    TAGS_TOO_MANY = "{count} tags are too many: at most {most}";
    TAG_TWICE = "this tag is there twice: keep one";
    NO_ORDER = "there is no purchase order `{id}`: check its name";
    NO_LINE = "there is no line item `{id}`: check its name";
    NO_CHARGE = "there is no charge `{id}`: check its name";
    ORDER_THERE = "there is a purchase order `{id}` already: set it, or take another name";
    LINE_THERE = "there is a line item `{id}` already: set it, or take another name";
    NOTHING_TO_CHANGE = "nothing is to change: name at least one key";
    REFERENCE_EMPTY = "this is empty: write a purchase order number, or clear it where charges are to name none";
    LINE_NUMBER = "this is no line number: at most {most} characters without tabs and line breaks";
    CHARGE_ISSUED = "charge `{charge}` is invoiced, and an invoice does not change: ask the seller to issue it again with the purchase order";
    CHARGE_REVISION = "charge `{charge}` is at revision {revision} now: look at it as it is, and try again";
    MEMBER = "account {account} is a member, and members cannot name purchase orders until the management account sets up the marketplace integration";
    ORDER_LIMIT = "purchase order `{order}` would be created or active again, and {count} are active already, or will be once the charges that name them are invoiced: suspend or remove one, or name one that is there";
    PREVIEW_CHANGED = "what this would move is not what you saw: look at the preview again, then save";
    CHANGED_MEANWHILE = "somebody changed this meanwhile: look at it as it is now, and try again";
    SEVERAL_WRONG = "{count} things are wrong with the request";
    OFFER_OVER = "the offer could be accepted until {until}: ask the seller for a new one";
    REQUEST_OVER = "request `{id}` was accepted or cancelled before: make a new one";
    BUSY = "too many requests: come again in {seconds} s";
    SCOPE = "this token or session was made without `{action}`: use one whose scope has it";
    UNDECIDED = "the policy `{policy}` could not be evaluated for `{action}`, so it is refused: ask an administrator of the organisation to correct that policy";
    FORBIDDEN = "the policy `{policy}` forbids `{action}`: ask an administrator of the organisation to change that policy";
    GUARDED = "`{action}` is refused: {why}";
    OTHER_ACCOUNT = "it belongs to another account: act in that account, or in the management account";
    MANAGEMENT_ONLY = "only the management account of the organisation may: act in that account, or ask somebody who does";
    NO_POLICY_FOR = "no policy of yours allows `{action}`: ask an administrator of the organisation for the policy {either}";
    NO_POLICY_OF_FOR = "no policy of `{somebody}` allows `{action}`: attach {either} to them";
    NO_POLICY_OF = "no policy of `{somebody}` allows `{action}`: attach one that does";
    UNDECIDED_OF = "the policy `{policy}` could not be evaluated for `{action}`, so it is refused: correct that policy";
    FORBIDDEN_OF = "the policy `{policy}` forbids `{action}`: change that policy";
    NO_POLICY_IN_ACCOUNT = "`{email}` has no policy in account {account}: attach one to them there first";
    NO_POLICY = "no policy of yours allows `{action}`: ask an administrator of the organisation for one that does";
    INTEGRATION_NOT_NEEDED = "this account stands alone: its people name its purchase orders, and need no integration for that";
    INTEGRATION_ON = "people of member accounts may name the purchase orders of this account on their marketplace charges";
    INTEGRATION_ON_MEMBER = "people of this account may name purchase orders of the management account {account} on their marketplace charges";
    INTEGRATION_OFF = "people of member accounts cannot name purchase orders on their marketplace charges: set the integration up if they shall";
    INTEGRATION_OFF_MEMBER = "people of this account cannot name purchase orders on their marketplace charges yet: ask an administrator of the management account {account} to set the integration up";
    PERMITS_NAMING = "people of member accounts may name purchase orders of the management account on their marketplace charges";
    PERMITS_SEEING = "the marketplace may see the purchase orders of the management account";
    PERMITS_ADDING = "the marketplace may add a purchase order, or a line to one, when a charge names one that is not there";
    USER_DISABLED = "`{email}` is disabled: enable them first";
    OR = " or ";
}

/// All sentences; one that begins like another comes after it.
pub(crate) const SENTENCES: &[Text] = &[
    CHARACTERS,
    CHARACTERS_NAMED,
    NEW_ID_LENGTH,
    SEVERAL_SELLERS,
    NO_LINES,
    NEVER_REACHED,
    OVERLAP,
    NOT_A_NUMBER,
    NO_EXPONENT,
    NO_PLUS,
    NO_SPACES,
    NO_COMMAS,
    NO_ZEROS,
    BARE_POINT,
    PLAIN_NUMBER,
    DIGITS,
    NEGATIVE,
    NOT_THAT,
    MONTH,
    MONTH_FROM,
    UNKNOWN_WORD,
    MISSING,
    EMPTY,
    CONTROL,
    SPACE_AROUND,
    TOO_LONG,
    DECIMALS,
    ONE_SELLER,
    ORDER_REVERSED,
    LINE_REVERSED,
    LINE_BEFORE,
    LINE_AFTER,
    TYPE_NOT_ALLOWED,
    VALUE_TOO_LARGE,
    LINES_TOO_MANY,
    LINE_TWICE,
    CONTACTS_TOO_MANY,
    NO_EMAIL,
    TAGS_TOO_MANY,
    TAG_TWICE,
    NO_ORDER,
    NO_LINE,
    NO_CHARGE,
    ORDER_THERE,
    LINE_THERE,
    NOTHING_TO_CHANGE,
    REFERENCE_EMPTY,
    LINE_NUMBER,
    CHARGE_ISSUED,
    CHARGE_REVISION,
    MEMBER,
    ORDER_LIMIT,
    PREVIEW_CHANGED,
    CHANGED_MEANWHILE,
    SEVERAL_WRONG,
    OFFER_OVER,
    REQUEST_OVER,
    BUSY,
    SCOPE,
    UNDECIDED,
    FORBIDDEN,
    GUARDED,
    OTHER_ACCOUNT,
    MANAGEMENT_ONLY,
    NO_POLICY_FOR,
    NO_POLICY_OF_FOR,
    NO_POLICY_OF,
    UNDECIDED_OF,
    FORBIDDEN_OF,
    NO_POLICY_IN_ACCOUNT,
    NO_POLICY,
    INTEGRATION_NOT_NEEDED,
    INTEGRATION_ON,
    INTEGRATION_ON_MEMBER,
    INTEGRATION_OFF,
    INTEGRATION_OFF_MEMBER,
    PERMITS_NAMING,
    PERMITS_SEEING,
    PERMITS_ADDING,
    USER_DISABLED,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_is_looked_for() {
        let all: Vec<Text> = TEXTS.iter().copied().filter(|text| *text != OR).collect();
        assert_eq!(SENTENCES, all);
    }
}
