package dev.tallystick.lab.airtable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.lab.Lab;
import dev.tallystick.workspace.SettableClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AirtableDemoTest {

    @Test
    void theDemoHasCompaniesAndTheirDeals() {
        try (var lab = new AirtableLab()) {
            Base demo = lab.airtable.addDemo();

            assertThat(lab.walk("/airtable/v0/" + AirtableDemo.BASE + "/Companies"))
                    .hasSize(60);
            assertThat(lab.walk("/airtable/v0/" + AirtableDemo.BASE + "/" + AirtableDemo.DEALS))
                    .hasSize(120);
            Table companies = demo.table("Companies");
            List<Map<String, Object>> deals = rows(demo.table("Deals"));
            assertThat(rows(companies).stream().map(row -> row.get("Name")).distinct())
                    .hasSize(60);
            assertThat(deals.stream().filter(row -> row.containsKey("Company"))).hasSizeBetween(90, 119);
            assertThat(deals.getFirst()).containsKeys("Title", "Stage", "Amount", "Expected", "Changed", "Contact");
            assertThat(rows(companies))
                    .anyMatch(row -> row.get("Number of deals").equals(3L));
            assertThat(demo.table("Deals").fields().stream()
                            .map(Field::type)
                            .distinct()
                            .count())
                    .isGreaterThanOrEqualTo(11);
            assertThat(lab.walk("/airtable/v0/" + AirtableDemo.BASE + "/Deals?view=Open+deals"))
                    .hasSizeBetween(50, 100);
            assertThat(lab.airtable.writes().entries()).as("people made it").isEmpty();
        }
    }

    @Test
    void oneSeedIsOneStory() {
        assertThat(story(1)).isEqualTo(story(1)).isNotEqualTo(story(2));
    }

    private static List<Object> story(long seed) {
        try (var lab = Lab.start(Lab.Options.STANDARD.seed(seed).clock(new SettableClock()))) {
            Base demo = lab.airtable().addDemo();
            List<Object> story = new ArrayList<>();
            List<Map<String, Object>> before = rows(demo.table("Deals"));
            for (int i = 0; i < 60; i++) {
                lab.airtable().drift();
            }
            story.add(rows(demo.table("Companies")));
            story.add(demo.table("Deals").records());
            story.add(rows(demo.table("Deals")));
            assertThat(rows(demo.table("Deals"))).isNotEqualTo(before);
            return story;
        }
    }

    @Test
    void driftGoesOnWhateverOthersRemove() {
        try (var lab = new AirtableLab()) {
            Base demo = lab.airtable.addDemo();
            demo.people().deleteField("Deals", "Stage");
            demo.people().renameTable("Companies", "Firms");
            for (int i = 0; i < 60; i++) {
                lab.airtable.drift();
            }
            int deals = demo.table("Deals").records().size();
            demo.people().deleteTable("Deals");
            lab.airtable.drift();
            assertThat(deals).isNotEqualTo(120);
        }
    }

    private static List<Map<String, Object>> rows(Table table) {
        return table.records().stream()
                .map(record -> table.record(record).orElseThrow())
                .toList();
    }
}
