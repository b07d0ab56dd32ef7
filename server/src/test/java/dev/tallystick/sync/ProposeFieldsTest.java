package dev.tallystick.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.plan.Flow;
import dev.tallystick.sync.ProposeFields.Proposed;
import dev.tallystick.sync.ProposeFields.Table;
import dev.tallystick.table.Equality;
import dev.tallystick.table.Field;
import dev.tallystick.table.FieldType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProposeFieldsTest {
    private static final ProposeFields PROPOSE = new ProposeFields(new Equality(true, true));

    private static Field field(String name, FieldType type) {
        return new Field("fld" + name, name, type, false, false);
    }

    private static Field computed(String name, FieldType type) {
        return new Field("fld" + name, name, type, true, false);
    }

    private static Table typed(Field... fields) {
        return new Table(List.of(fields), true);
    }

    private static Proposed only(Table left, Table right) {
        var proposal = PROPOSE.propose(left, right);
        assertThat(proposal.pairs()).hasSize(1);
        return proposal.pairs().getFirst();
    }

    private static List<String> names(List<Field> fields) {
        return fields.stream().map(Field::name).toList();
    }

    @Test
    void pairsFieldsThatAreSpelledAlike() {
        var proposal = PROPOSE.propose(
                typed(field("First Name", FieldType.TEXT), field("City", FieldType.TEXT), field("Age", FieldType.TEXT)),
                typed(
                        field("city", FieldType.TEXT),
                        field("first_name", FieldType.TEXT),
                        field("Zip", FieldType.TEXT)));

        assertThat(proposal.pairs())
                .extracting(pair -> pair.left().name() + " = " + pair.right().name() + " " + pair.flow())
                .containsExactly("First Name = first_name BOTH", "City = city BOTH");
        assertThat(names(proposal.leftAlone())).containsExactly("Age");
        assertThat(names(proposal.rightAlone())).containsExactly("Zip");
    }

    @Test
    void takesTheVerySameNameBeforeOneThatIsOnlyLikeIt() {
        var proposal = PROPOSE.propose(
                typed(field("Name", FieldType.TEXT), field("name", FieldType.TEXT)),
                typed(field("name", FieldType.TEXT), field("NAME", FieldType.TEXT)));

        assertThat(proposal.pairs())
                .extracting(pair -> pair.left().name() + " = " + pair.right().name())
                .containsExactly("name = name", "Name = NAME");
    }

    @Test
    void guessesNothingWhereSeveralAreMeant() {
        var proposal = PROPOSE.propose(
                typed(field("Name", FieldType.TEXT)),
                typed(field("NAME", FieldType.TEXT), field("n_ame", FieldType.TEXT)));

        assertThat(proposal.pairs()).isEmpty();
        assertThat(names(proposal.rightAlone())).containsExactly("NAME", "n_ame");
    }

    @Test
    void letsAComputedFieldOnlyBeRead() {
        assertThat(only(typed(computed("Total", FieldType.DECIMAL)), typed(field("Total", FieldType.DECIMAL)))
                        .flow())
                .isEqualTo(Flow.TO_RIGHT);
        assertThat(only(typed(field("Total", FieldType.DECIMAL)), typed(computed("Total", FieldType.DECIMAL)))
                        .flow())
                .isEqualTo(Flow.TO_LEFT);
        var both = only(typed(computed("Total", FieldType.DECIMAL)), typed(computed("Total", FieldType.DECIMAL)));
        assertThat(both.flow()).isNull();
        assertThat(both.note()).contains("nothing can be written");
    }

    @Test
    void marksAPairWhoseValuesWouldNotComeBack() {
        var lossy = only(typed(field("Due", FieldType.INSTANT)), typed(field("Due", FieldType.DATE)));

        assertThat(lossy.flow()).isEqualTo(Flow.TO_RIGHT);
        assertThat(lossy.note()).contains("Due", "instant", "date");
    }

    @Test
    void givesATableWithoutTypesThoseOfTheOtherSide() {
        var sheet = new Table(
                Arrays.stream(new String[] {"Score", "State"})
                        .map(name -> field(name, FieldType.TEXT))
                        .toList(),
                false);

        var proposal =
                PROPOSE.propose(typed(field("Score", FieldType.DECIMAL), field("State", FieldType.CHOICE)), sheet);

        assertThat(proposal.pairs()).extracting(Proposed::rightType).containsExactly(FieldType.DECIMAL, FieldType.TEXT);
        assertThat(proposal.pairs()).extracting(Proposed::flow).containsOnly(Flow.BOTH);
    }
}
