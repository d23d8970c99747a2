//! Documents as others get them: bytes and text, from records that hold anything.

use documents::{
    DocumentCharge, DocumentKind, INVOICE_CSS, InvoiceDocument, Notice, NoticeEvent, ToldAs,
    WithoutPurchaseOrder, invoice_html, invoice_pdf, notice_email,
};

/// Texts that something, somewhere, once choked on.
fn nasty() -> Vec<String> {
    let fixed = [
        "",
        " ",
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "javascript:alert(1)",
        "{{ 7 * 7 }} {% raw %} ${x} &amp; &lt;",
        "</title></style><!-- ]]>",
        "PO-1\r\nBcc: everyone@example.com\r\n\r\nHello",
        "PO-1\nSet-Cookie: a=b\u{85}c\u{2028}d\u{2029}e\u{B}f",
        "nul\0nul",
        "\u{1}\u{1B}[31m\u{7F}\u{9F}",
        "PO\u{202E}1-OP\u{202C} \u{2066}x\u{2069} \u{200F}y\u{61C}",
        "הזמנת רכש 42",
        "طلب شراء ٤٢",
        "注文書 第七号　株式会社",
        "👩\u{200D}💻 👨\u{200D}👩\u{200D}👧 🏴\u{E0067}\u{E007F} 🇩🇪",
        "e\u{301}\u{301}\u{301}\u{489} Z\u{351}\u{36B}a\u{343}",
        "\u{FEFF}\u{200B}\u{AD}\u{2060}\u{FFFD}\u{FFFE}\u{E000}\u{10FFFF}",
        "=cmd|' /C calc'!A0",
        "@SUM(1+1)*cmd",
        "../../etc/passwd%00",
        "(PDF) \\) endstream endobj << /JS (app.alert) >>",
    ];
    let long = ["x".repeat(30_000), "long words ".repeat(3_000), "\u{5D0}".repeat(5_000)];
    fixed.into_iter().map(str::to_owned).chain(long).collect()
}

/// An invoice that says the same everywhere.
fn invoice_of(text: &str, kind: DocumentKind) -> InvoiceDocument {
    let some = || Some(text.to_owned());
    let all = || text.to_owned();
    let charge = DocumentCharge {
        id: all(),
        description: all(),
        agreement: some(),
        line_item: some(),
        amount: all(),
    };
    InvoiceDocument {
        number: all(),
        kind,
        seller: all(),
        bill_to: vec![all(), all()],
        account: all(),
        billing_period: all(),
        issued_on: all(),
        due_on: some(),
        payment_terms: some(),
        currency: all(),
        total: all(),
        purchase_order: some(),
        line_item: some(),
        original_invoice: some(),
        charges: vec![charge.clone(), charge],
    }
}

fn invoice(charges: usize) -> InvoiceDocument {
    let charge = |index: usize| DocumentCharge {
        id: format!("ch-{index}"),
        description: "Trace Cloud, usage".to_owned(),
        agreement: Some("agmt-1a2b".to_owned()),
        line_item: Some("1".to_owned()),
        amount: "1234.505".to_owned(),
    };
    InvoiceDocument {
        number: "INV-1".to_owned(),
        seller: "Northwind & Sons".to_owned(),
        issued_on: "2026-11-03".to_owned(),
        currency: "KWD".to_owned(),
        total: "1234505.000".to_owned(),
        purchase_order: Some("PO-<7>".to_owned()),
        charges: (0..charges).map(charge).collect(),
        ..invoice_of("some", DocumentKind::Invoice)
    }
}

fn notices_of(text: &str) -> Vec<Notice> {
    let all = || text.to_owned();
    let events = [
        NoticeEvent::BelowThreshold {
            line_item: all(),
            balance: all(),
            total_value: all(),
            currency: all(),
        },
        NoticeEvent::Expires { month: all(), on: all(), days: 7 },
        NoticeEvent::Expires { month: all(), on: all(), days: i64::MIN },
        NoticeEvent::OutOfBalance { line_item: all(), balance: all(), currency: all() },
        NoticeEvent::CreatedByMarketplace { line_item: all() },
        NoticeEvent::LineAddedByMarketplace { line_item: all() },
        NoticeEvent::ReferencedSuspended { invoice: all(), kind: DocumentKind::Invoice },
        without(text, DocumentKind::Invoice, WithoutPurchaseOrder::NothingFits),
        without(text, DocumentKind::CreditMemo, WithoutPurchaseOrder::OriginalHasNone),
        NoticeEvent::LimitNear { active: 90, limit: 100 },
    ];
    let notice = |event| Notice {
        organisation: all(),
        purchase_order: all(),
        link: all(),
        contact_name: Some(all()),
        told_as: ToldAs::Contact,
        event,
    };
    events.into_iter().map(notice).collect()
}

fn without(text: &str, kind: DocumentKind, why: WithoutPurchaseOrder) -> NoticeEvent {
    let [invoice, total, currency] = [text, text, text].map(str::to_owned);
    NoticeEvent::InvoiceWithoutPurchaseOrder { invoice, kind, why, total, currency }
}

fn notice(event: NoticeEvent) -> Notice {
    Notice {
        organisation: "Contoso".to_owned(),
        purchase_order: "PO-7".to_owned(),
        link: "https://tieback.example/purchase-orders/PO-7?a=1&b=2".to_owned(),
        contact_name: Some("Ada".to_owned()),
        told_as: ToldAs::Contact,
        event,
    }
}

#[test]
fn the_same_record_gives_the_same_bytes() {
    let invoice = invoice(120);
    let first = invoice_pdf(&invoice).unwrap();
    let other = std::thread::spawn({
        let invoice = invoice.clone();
        move || invoice_pdf(&invoice).unwrap()
    });
    assert!(first == invoice_pdf(&invoice).unwrap());
    assert!(first == other.join().unwrap());
    assert_eq!(invoice_html(&invoice, "/a.css"), invoice_html(&invoice, "/a.css"));
}

#[test]
fn a_pdf_is_archivable_accessible_and_has_a_title() {
    let pdf = invoice_pdf(&invoice(1)).unwrap();
    assert!(pdf.starts_with(b"%PDF-1.7") && pdf.trim_ascii_end().ends_with(b"%%EOF"));
    let text = String::from_utf8_lossy(&pdf);
    for claim in [
        "<pdfaid:part>3</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
        "Invoice INV-1",
        "/Lang(en)",
    ] {
        assert!(text.contains(claim), "{claim}");
    }
    assert!(pdf.len() < 100_000, "{} bytes", pdf.len());
}

#[test]
fn ten_thousand_charges_are_no_obstacle() {
    let pdf = invoice_pdf(&invoice(10_000)).unwrap();
    assert!(pdf.len() < 40_000_000, "{} bytes", pdf.len());
    let html = invoice_html(&invoice(10_000), "/a.css");
    assert_eq!(html.matches("1,234.505").count(), 10_000);
}

#[test]
fn no_text_keeps_an_invoice_from_its_reader() {
    for text in nasty() {
        for kind in [DocumentKind::Invoice, DocumentKind::CreditMemo] {
            let document = invoice_of(&text, kind);
            if let Err(error) = invoice_pdf(&document) {
                panic!("{:?}: {error}", text.chars().take(40).collect::<String>());
            }
            assert_harmless(&invoice_html(&document, "/a.css"));
        }
    }
}

#[test]
fn no_text_breaks_an_email() {
    for text in nasty() {
        for notice in notices_of(&text) {
            let email = notice_email(&notice);
            assert!(!email.subject.chars().any(char::is_control), "{:?}", email.subject);
            assert!(email.subject.chars().count() < 1_000, "{:?}", email.subject);
            assert!(
                !email.text.chars().any(|c| c != '\n' && (c.is_control() || c == '\u{202E}')),
                "{:?}",
                email.text
            );
            assert_harmless(&email.html);
        }
    }
}

/// What others wrote makes no element, no attribute and no address, and no control is left.
#[track_caller]
fn assert_harmless(html: &str) {
    assert!(!html.chars().any(|c| c != '\n' && (c.is_control() || c == '\u{202E}')));
    for element in html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or(rest)) {
        let name = element.trim_start_matches(['/', '!']);
        let known = [
            "DOCTYPE", "a ", "bdi", "body", "caption", "dd", "div", "dl", "dt", "h1", "head",
            "header", "html", "link ", "main", "meta ", "p", "span", "table", "tbody", "td", "th",
            "thead", "title", "tr",
        ];
        assert!(known.iter().any(|known| name.starts_with(known)), "{element}");
        assert!(!element.contains("onerror") && !element.contains("javascript:"), "{element}");
    }
}

#[test]
fn a_page_needs_nothing_but_its_style_sheet() {
    let html = invoice_html(&invoice(2), "/assets/invoice.css?a=1&b=2");
    assert!(html.contains(r#"<link rel="stylesheet" href="/assets/invoice.css?a=1&#38;b=2">"#));
    for foreign in ["<script", "<style", "style=", "src=", "http"] {
        assert!(!html.contains(foreign), "{foreign}");
    }
    assert!(!INVOICE_CSS.contains("url(") && !INVOICE_CSS.contains("@import"));
}

#[test]
fn a_page_shows_amounts_as_given_and_escapes_the_rest() {
    let html = invoice_html(&invoice(2), "/a.css");
    for text in [
        "<bdi>1,234,505.000 KWD</bdi>",
        "<bdi>2,469.010 KWD</bdi>",
        "<bdi>PO-&#60;7&#62;</bdi>",
        "<bdi>Northwind &#38; Sons</bdi>",
        r#"scope="col">Description</th>"#,
        "<caption>Charges",
    ] {
        assert!(html.contains(text), "{text} is not in {html}");
    }
    let without = InvoiceDocument { purchase_order: None, line_item: None, ..invoice(0) };
    let html = invoice_html(&without, "/a.css");
    assert!(html.contains("<bdi>No purchase order</bdi>") && html.contains("No charges"), "{html}");
}

#[test]
fn a_low_balance_is_told_with_its_numbers() {
    let email = notice_email(&notice(NoticeEvent::BelowThreshold {
        line_item: "1".to_owned(),
        balance: "740.00".to_owned(),
        total_value: "1000.00".to_owned(),
        currency: "USD".to_owned(),
    }));
    assert_eq!(email.subject, "Purchase order PO-7: line 1 is below 75 % of its value");
    assert_eq!(
        email.text,
        "\
Hello Ada,

The balance of line 1 of purchase order PO-7 has dropped below 75 % of its total value.

Purchase order:   PO-7
Line:             1
Balance:          740.00 USD
Total value:      1,000.00 USD

Invoices go on being matched to this line. We write again when its balance has been at 75 % or more in between, and drops once more.

Open the purchase order:
https://tieback.example/purchase-orders/PO-7?a=1&b=2

--\u{20}
You receive this as a contact of purchase order PO-7 of Contoso. Who is a contact is set on the purchase order."
    );
    let link = r#"href="https://tieback.example/purchase-orders/PO-7?a=1&#38;b=2""#;
    assert!(email.html.contains(link), "{}", email.html);
    assert!(email.html.contains("<bdi>740.00 USD</bdi>"), "{}", email.html);
}

#[test]
fn each_event_has_its_subject() {
    let texts = |text: &str| text.to_owned();
    for (event, subject) in [
        (
            NoticeEvent::Expires { month: texts("2026-12"), on: texts("2026-12-31"), days: 61 },
            "Purchase order PO-7 expires in two months",
        ),
        (
            NoticeEvent::OutOfBalance {
                line_item: texts("3"),
                balance: texts("-50.00"),
                currency: texts("EUR"),
            },
            "Purchase order PO-7: line 3 is out of balance",
        ),
        (
            NoticeEvent::CreatedByMarketplace { line_item: texts("1") },
            "Purchase order PO-7 was created by the marketplace",
        ),
        (
            NoticeEvent::LineAddedByMarketplace { line_item: texts("3") },
            "Purchase order PO-7: line 3 was added by the marketplace",
        ),
        (
            NoticeEvent::ReferencedSuspended {
                invoice: texts("INV-9"),
                kind: DocumentKind::Invoice,
            },
            "Invoice INV-9 went out without purchase order PO-7, which is suspended",
        ),
        (
            without("INV-9", DocumentKind::Invoice, WithoutPurchaseOrder::NothingFits),
            "Invoice INV-9 has no purchase order",
        ),
        (
            without("CM-9", DocumentKind::CreditMemo, WithoutPurchaseOrder::OriginalHasNone),
            "Credit memo CM-9 has no purchase order",
        ),
        (
            NoticeEvent::LimitNear { active: 91, limit: 100 },
            "91 of 100 active purchase orders are in use",
        ),
    ] {
        assert_eq!(notice_email(&notice(event)).subject, subject);
    }
}

#[test]
fn why_a_document_has_no_purchase_order_is_told_truly() {
    let told = |kind, why| notice_email(&notice(without("N-9", kind, why))).text;
    for (kind, why, expected) in [
        (
            DocumentKind::Invoice,
            WithoutPurchaseOrder::NothingFits,
            "Invoice N-9 was issued without a purchase order: none that is active fits it.",
        ),
        (
            DocumentKind::Invoice,
            WithoutPurchaseOrder::ReferencedSuspended,
            "Invoice N-9 names purchase order PO-7. That is suspended, so the invoice was issued without a purchase order.",
        ),
        (
            DocumentKind::CreditMemo,
            WithoutPurchaseOrder::OriginalHasNone,
            "Credit memo N-9 was issued without a purchase order: the invoice that it corrects has no line to give back to.",
        ),
    ] {
        let told = told(kind, why).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.contains(expected), "{told}");
    }
}

#[test]
fn a_notice_that_was_kept_without_a_cause_is_read() {
    let kept =
        r#"{"type":"invoiceWithoutPurchaseOrder","invoice":"I","total":"1.00","currency":"EUR"}"#;
    let read: NoticeEvent = serde_json::from_str(kept).unwrap();
    let NoticeEvent::InvoiceWithoutPurchaseOrder { kind, why, .. } = read else { panic!() };
    assert_eq!((kind, why), (DocumentKind::Invoice, WithoutPurchaseOrder::NothingFits));
}

#[test]
fn an_email_about_no_purchase_order_names_none() {
    let event = NoticeEvent::LimitNear { active: 90, limit: 100 };
    let email = notice_email(&Notice { purchase_order: String::new(), ..notice(event) });
    assert!(!email.text.contains("Purchase order:"), "{}", email.text);
    assert!(email.text.contains("See the details:\nhttps://"), "{}", email.text);
    assert!(email.text.ends_with("You receive this as a contact of Contoso."), "{}", email.text);
}

#[test]
fn an_administrator_is_told_why_it_is_them() {
    let event = NoticeEvent::CreatedByMarketplace { line_item: "1".to_owned() };
    let email = notice_email(&Notice { told_as: ToldAs::Administrator, ..notice(event) });
    let reason = "You receive this as an administrator of Contoso.";
    assert!(email.text.ends_with(reason), "{}", email.text);
}

#[test]
fn a_notice_is_kept_as_json_and_read_again() {
    for notice in notices_of("PO-7 \"<&\u{202E}") {
        let json = serde_json::to_string(&notice).unwrap();
        assert_eq!(serde_json::from_str::<Notice>(&json).unwrap(), notice);
    }
    let event = NoticeEvent::BelowThreshold {
        line_item: "1".to_owned(),
        balance: "740.00".to_owned(),
        total_value: "1000.00".to_owned(),
        currency: "USD".to_owned(),
    };
    assert_eq!(
        serde_json::to_string(&event).unwrap(),
        r#"{"type":"belowThreshold","lineItem":"1","balance":"740.00","totalValue":"1000.00","currency":"USD"}"#
    );
}
