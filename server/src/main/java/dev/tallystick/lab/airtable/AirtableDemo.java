package dev.tallystick.lab.airtable;

import static dev.tallystick.lab.airtable.FieldType.CHECKBOX;
import static dev.tallystick.lab.airtable.FieldType.CURRENCY;
import static dev.tallystick.lab.airtable.FieldType.DATE;
import static dev.tallystick.lab.airtable.FieldType.DATE_TIME;
import static dev.tallystick.lab.airtable.FieldType.EMAIL;
import static dev.tallystick.lab.airtable.FieldType.MULTILINE_TEXT;
import static dev.tallystick.lab.airtable.FieldType.NUMBER;
import static dev.tallystick.lab.airtable.FieldType.PERCENT;
import static dev.tallystick.lab.airtable.FieldType.SINGLE_LINE_TEXT;
import static dev.tallystick.lab.airtable.FieldType.SINGLE_SELECT;
import static dev.tallystick.lab.airtable.FieldType.URL;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// "Sales CRM": companies and the deals with them, invented, and the same for the same seed.
public final class AirtableDemo {

    public static final String BASE = "appLabSalesCrm001";
    public static final String COMPANIES = "tblCompanies00001";
    public static final String DEALS = "tblDeals000000001";

    static final List<String> STAGES = List.of("New", "Qualified", "Proposal", "Won", "Lost");
    static final List<String> STATUSES = List.of("Lead", "Customer", "Former customer");

    static final int COMPANY_ROWS = 60;
    static final int DEAL_ROWS = 120;
    private static final List<String> FIRST = List.of(
            "Alder",
            "Birke",
            "Cedar",
            "Dörr",
            "Elbe",
            "Fjord",
            "Gärtner",
            "Hafen",
            "Isar",
            "Jantar",
            "Kestrel",
            "Löwen",
            "Meridian",
            "Norte",
            "Ostara");
    private static final List<String> LAST = List.of("Foods", "Logistik", "Studio", "& Söhne");
    private static final List<String> INDUSTRIES = List.of("Food", "Logistics", "Design", "Crafts", "Software");
    private static final List<String> PEOPLE = List.of("Mei Tanaka", "José García", "Zoë Müller", "Priya Singh");
    private static final List<String> SUBJECTS =
            List.of("Renewal", "Pilot", "Roll-out", "Training", "Second site", "Audit");
    private static final List<String> TAGS = List.of("urgent", "partner", "public tender", "discount");

    private AirtableDemo() {}

    /// @param id of the base; what it is named by, too, unless it is that of the demo
    static Base addTo(AirtableApi airtable, long seed, String id, int companyRows, int dealRows) {
        Base base = airtable.add(recipe(id));
        var random = new SplittableRandom(seed);
        List<String> companies = new ArrayList<>();
        for (int i = 0; i < companyRows; i++) {
            companies.add(base.people().insert(COMPANIES, company(random, i)));
        }
        for (int i = 0; i < dealRows; i++) {
            base.people().insert(DEALS, deal(random, i, companies));
        }
        return base;
    }

    private static BaseRecipe recipe(String id) {
        return BaseRecipe.named(id.equals(BASE) ? "Sales CRM" : id)
                .id(id)
                .person(new Collaborator("usrLabMei00000001", "mei@lab.example", "Mei Tanaka"))
                .table(
                        "Companies",
                        table -> table.id(COMPANIES)
                                .field("Name", SINGLE_LINE_TEXT)
                                .select("Status", STATUSES.toArray(String[]::new))
                                .select("Industry", INDUSTRIES.toArray(String[]::new))
                                .field("Website", URL)
                                .field("Employees", NUMBER, Map.of("precision", 0))
                                .field("Customer since", DATE)
                                .field("Notes", MULTILINE_TEXT)
                                .count("Number of deals", "Deals")
                                .rollup("Volume", "Deals", "Amount", "SUM")
                                .lastModified("Changed")
                                .view("All companies", "")
                                .view("Customers", "{Status}='Customer'", new View.Sort("Name", false)))
                .table(
                        "Deals",
                        table -> table.id(DEALS)
                                .field("Title", SINGLE_LINE_TEXT)
                                .link("Company", "Companies", "Deals")
                                .select("Stage", STAGES.toArray(String[]::new))
                                .field("Amount", CURRENCY)
                                .field("Probability", PERCENT, Map.of("precision", 0))
                                .field("Closes", DATE)
                                .field("Next call", DATE_TIME, Map.of("timeZone", "Europe/Berlin"))
                                .field("Contact", EMAIL)
                                .selects("Tags", TAGS.toArray(String[]::new))
                                .field("Signed", CHECKBOX)
                                .formula("Expected", "{Amount} * {Probability}", NUMBER)
                                .lookup("Industry", "Company", "Industry", SINGLE_SELECT)
                                .lastModified("Changed")
                                .view("All deals", "")
                                .view("Open deals", "NOT(OR({Stage}='Won', {Stage}='Lost'))"));
    }

    private static Map<String, Object> company(SplittableRandom random, int index) {
        int distinct = FIRST.size() * LAST.size();
        String name = FIRST.get(index % FIRST.size()) + " " + LAST.get(index / FIRST.size() % LAST.size())
                + (index < distinct ? "" : " " + (index / distinct + 1));
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("Name", name);
        row.put("Status", one(random, STATUSES));
        row.put("Industry", one(random, INDUSTRIES));
        row.put(
                "Website",
                "https://" + name.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".example");
        row.put("Employees", 3 + random.nextInt(400));
        if (random.nextInt(4) > 0) {
            row.put("Customer since", "" + LocalDate.of(2019, 1, 7).plusDays(random.nextInt(2400)));
        }
        if (random.nextInt(5) == 0) {
            row.put("Notes", "Asks for offers in writing.\nPays within \"14 days\".");
        }
        return row;
    }

    static Map<String, Object> deal(SplittableRandom random, int index, List<String> companies) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("Title", one(random, SUBJECTS) + " " + (2001 + index));
        if (random.nextInt(12) > 0) {
            row.put("Company", List.of(one(random, companies)));
        }
        row.put("Stage", one(random, STAGES));
        row.put("Amount", (50 + random.nextInt(9000)) * 10 + (random.nextInt(3) == 0 ? 0.5 : 0));
        row.put("Probability", random.nextInt(11) / 10.0);
        row.put("Closes", "" + LocalDate.of(2026, 9, 1).plusDays(random.nextInt(200)));
        if (random.nextInt(3) > 0) {
            row.put("Next call", "2026-1" + random.nextInt(3) + "-" + (10 + random.nextInt(18)) + "T09:30:00");
        }
        String person = one(random, PEOPLE);
        row.put(
                "Contact",
                person.substring(0, person.indexOf(' ')).toLowerCase(java.util.Locale.ROOT) + "@mail.example");
        if (random.nextInt(2) == 0) {
            row.put("Tags", List.of(one(random, TAGS)));
        }
        row.put("Signed", random.nextInt(3) == 0);
        return row;
    }

    private static <T> T one(SplittableRandom random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
