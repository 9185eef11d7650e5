using Reconciliation.Integration.Tests.Commands;
using Reconciliation.Integration.Tests.Engine;
using Xunit;

namespace Reconciliation.Integration.Tests.Cells;

/// <summary>The number of cells is nobody's matter: what is stored and told is the same, whatever comes in whatever order.</summary>
public sealed class CellLawTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 20, 9, 0, 0, TimeSpan.Zero);

    // Without all that the clock, the history of a database and the order of arrival give, soins that hold no line any more included.
    private const string Told = """
        SELECT concat_ws(' ', 'soin', beneficiaire_id, date_soin, situation, enjeu, echeance,
            (vue::jsonb - 'soinId' - 'version' - 'misAJourLe' - 'epoque')::text)
        FROM soin WHERE remplace_par IS NULL
            AND 'nonAttendue' <> ANY (ARRAY[vue #>> '{partRo,etat}', vue #>> '{partComplementaire,etat}'])
        UNION ALL SELECT concat_ws(' ', 'non rattachee', n.*) FROM ligne_non_rattachee AS n
        ORDER BY 1
        """;

    // Of one order of arrival ids and versions are the same too.
    private const string Written = """
        SELECT concat_ws(' ', 'soin', soin_id, version, beneficiaire_id, fondatrice, remplace_par) FROM soin
        UNION ALL SELECT concat_ws(' ', 'journal', soin_id, version, situation_precedente, cause::text) FROM journal
        UNION ALL SELECT concat_ws(' ', 'lien', l.*) FROM lien AS l
        UNION ALL SELECT concat_ws(' ', 'ligne', beneficiaire_id, date_soin, part, decompte, ordre, revision, montant, position) FROM ligne
        ORDER BY 1
        """;

    [SkippableTheory]
    [InlineData(71)]
    [InlineData(72)]
    [InlineData(73)]
    public async Task Payments_that_move_between_beneficiaries_give_the_same_rows_in_any_number_of_cells(int seed)
    {
        var lines = new RandomPayments(seed).Make(300);
        List<string>? told = null, written = null;
        foreach (var cells in CellDatabases.Counts)
        {
            await using var stored = await StoredPayments.FillAsync(Now, lines, batch: 23, CellDatabases.PlainOf(cells));
            Assert.Equal(told ??= await stored.ColumnAsync(Told), await stored.ColumnAsync(Told));
            Assert.Equal(written ??= await stored.ColumnAsync(Written), await stored.ColumnAsync(Written));
            Assert.Empty((await stored.Control.VerifyAsync(_ => { }, default)).Differences);
        }

        Assert.Contains(written!, w => w.StartsWith("lien", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task They_do_in_any_order_of_arrival()
    {
        var random = new RandomPayments(74);
        var lines = random.Make(200);
        List<string>? told = null;
        foreach (var cells in CellDatabases.Counts.Concat(CellDatabases.Counts))
        {
            await using var stored = await StoredPayments.FillAsync(
                Now, random.Shuffle(lines), batch: random.UpTo(60), CellDatabases.PlainOf(cells));
            Assert.Equal(told ??= await stored.ColumnAsync(Told), await stored.ColumnAsync(Told));
        }
    }
}
