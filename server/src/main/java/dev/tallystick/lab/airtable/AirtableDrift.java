package dev.tallystick.lab.airtable;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;

/// People at work in the "Sales CRM": now and then one of them changes, adds or removes something.
final class AirtableDrift {

    private static final int FIRST_NUMBER = 1000;

    /// Deals that people on both sides have their hands on, so that they now and then meet in one field.
    private static final int BUSY = 3;

    private final Base base;
    private final SplittableRandom random;
    private int added = FIRST_NUMBER;

    AirtableDrift(Base base, long seed) {
        this.base = base;
        this.random = new SplittableRandom(seed * 31);
    }

    /// One thing changes. The same steps in the same order for the same seed, as long as nobody else edits.
    void step() {
        base.settle.run();
        synchronized (base) {
            try {
                edit();
            } catch (NoSuchElementException _) {
                // Somebody has renamed or removed a table or field that this person works with; the next step is
                // about another.
            }
        }
    }

    private void edit() {
        List<String> companies = base.table(AirtableDemo.COMPANIES).records();
        List<String> deals = base.table(AirtableDemo.DEALS).records();
        int what = random.nextInt(13);
        if (companies.isEmpty() || deals.isEmpty() || what == 0) {
            if (!companies.isEmpty()) {
                base.people().insert(AirtableDemo.DEALS, AirtableDemo.deal(random, added++, companies));
            }
            return;
        }
        String company = companies.get(random.nextInt(companies.size()));
        String deal = deals.get(random.nextInt(deals.size()));
        People people = base.people();
        switch (what) {
            case 1 -> people.delete(AirtableDemo.DEALS, deal);
            case 2, 3 -> people.edit(AirtableDemo.COMPANIES, company, "Employees", 3 + random.nextInt(400));
            case 4 -> people.edit(AirtableDemo.COMPANIES, company, "Status", one(AirtableDemo.STATUSES));
            case 5 -> people.edit(AirtableDemo.DEALS, deal, "Company", List.of(company));
            case 6, 7 -> people.edit(AirtableDemo.DEALS, deal, "Amount", (50 + random.nextInt(9000)) * 10);
            case 8 -> people.edit(AirtableDemo.DEALS, deal, "Next call", null);
            case 12 ->
                people.edit(
                        AirtableDemo.DEALS,
                        deals.get(random.nextInt(Math.min(BUSY, deals.size()))),
                        "Stage",
                        one(AirtableDemo.STAGES));
            default -> people.edit(AirtableDemo.DEALS, deal, "Stage", one(AirtableDemo.STAGES));
        }
    }

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
