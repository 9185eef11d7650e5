using Npgsql;
using Reconciliation.Core;
using Reconciliation.Integration.Tests.Engine;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Outages;

/// <summary>The errors that a line can cause are listed; every other code, on whichever table, is the server's.</summary>
public sealed class ClassificationTests : DatabaseTest
{
    private static readonly string[] Conflicts = ["40001", "40P01", "55P03", "57014"];

    // Rows are tampered with by SQL.
    private protected override TestTemplate Template => Hosts.TestInstance.PlainSchema;

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_code_on_every_table_that_is_written_is_somebodys_fault(bool atCommit)
    {
        await using var services = Engines.Services();
        var engine = Engines.On(Source, services);

        // An origin that comes later: ties, unattached lines and all.
        ReceivedLigne[] lines = [
            Scenario.Ro("x"), Scenario.Ro("y", montant: -5m, nature: Contracts.Nature.Regularisation, origine: "absent"),
        ];
        foreach (var table in FaultTriggers.WrittenTables.Where(t => t != "lien" && (!atCommit || t == "ligne")))
        {
            await Source.ExecuteAsync(FaultTriggers.Raise(table, FaultTriggers.SqlStates, constraint: atCommit));
            foreach (var expected in FaultTriggers.SqlStates)
            {
                var raised = await Assert.ThrowsAnyAsync<PostgresException>(() => engine.ReconcileLignesAsync(lines, default));
                Assert.Equal((table, expected), (table, raised.SqlState));
                Assert.Equal((table, expected, Expected(expected)), (table, expected, Faults.Classify(raised)));
            }

            await Source.ExecuteAsync(FaultTriggers.Drop(table));
        }

        await engine.ReconcileLignesAsync(lines, default);
        Assert.Equal(2, await Source.CountAsync("SELECT count(*) FROM ligne"));
    }

    [SkippableFact]
    public async Task Only_constraints_on_what_a_line_holds_are_the_lines_and_the_schema_has_them()
    {
        Assert.Equal(1, await Source.CountAsync(
            "SELECT count(*) FROM pg_constraint WHERE conname = 'ligne_pkey' AND conrelid = 'ligne'::regclass"));
        Assert.Equal(FaultClass.Ligne, Faults.Classify(Violation("23505", "ligne", "ligne_pkey")));
        Assert.Equal(FaultClass.Ligne, Faults.Classify(Violation("23502", "ligne", null)));
        Assert.Equal(FaultClass.Ligne, Faults.Classify(Violation("23514", "ligne", "montant_plausible")));
        foreach (var (sqlState, table, constraint) in new[]
        {
            ("23505", "soin", "soin_pkey"), ("23505", "journal", "journal_pkey"), ("23505", "quarantaine", "quarantaine_empreinte"),
            ("23505", "ligne", "ligne_position"), ("23514", "journal", null), ("23514", "ligne", null),
            ("23503", "quarantaine_suite", "quarantaine_suite_quarantaine"),
        })
        {
            Assert.Equal(FaultClass.Server, Faults.Classify(Violation(sqlState, table, constraint)));
        }
    }

    [SkippableTheory]
    [InlineData("UPDATE ligne SET contenu = '{}'")]
    [InlineData("UPDATE ligne SET contenu = 'null'")]
    [InlineData("UPDATE ligne SET contenu = jsonb_set(contenu::jsonb, '{dateSoin}', '\"hier\"')::json")]
    [InlineData("UPDATE ligne SET contenu = jsonb_set(contenu::jsonb, '{montant}', '\"beaucoup\"')::json")]
    [InlineData("UPDATE ligne SET contenu = jsonb_set(contenu::jsonb, '{nature}', '\"avoir\"')::json")]
    [InlineData("UPDATE soin SET vue = '{}'")]
    [InlineData("UPDATE soin SET vue = 'null'")]
    [InlineData("UPDATE soin SET vue = '[]'")]
    [InlineData("UPDATE soin SET vue = jsonb_set(vue::jsonb, '{situation}', '\"inconnue\"')::json")]
    [InlineData("UPDATE soin SET vue = jsonb_set(vue::jsonb, '{soinId}', '\"aucun\"')::json")]
    public async Task A_stored_row_that_cannot_be_read_is_the_fault_of_no_line_that_comes_after_it(string damage)
    {
        await using var services = Engines.Services();
        var engine = Engines.On(Source, services);
        await engine.ReconcileLignesAsync([Scenario.Ro("avant"), Scenario.Ro("moved")], default);
        await Source.ExecuteAsync(damage);

        // Another revision that moves to another day empties the soin of before, whose view is read then.
        var raised = await Record.ExceptionAsync(
            () => engine.ReconcileLignesAsync([Scenario.Ro("apres"), Scenario.Ro("moved", revision: 2, dateSoin: "2026-01-06")], default));

        Assert.NotEqual(FaultClass.Ligne, raised is null ? FaultClass.Server : Faults.Classify(raised));
        Assert.Equal(raised is null ? 4 : 2, await Source.CountAsync("SELECT count(*) FROM ligne"));
    }

    [Fact]
    public void What_nobody_thought_of_is_the_servers()
    {
        Assert.Equal(FaultClass.Server, Faults.Classify(new FormatException()));
        Assert.Equal(FaultClass.Server, Faults.Classify(new System.Text.Json.JsonException()));
        Assert.Equal(FaultClass.Server, Faults.Classify(new InvalidDataException()));
        Assert.Equal(FaultClass.Server, Faults.Classify(new InvalidCastException()));
        Assert.Equal(FaultClass.Server, Faults.Classify(new InvalidOperationException()));
        Assert.Equal(FaultClass.Server, Faults.Classify(new InsufficientMemoryException()));
        Assert.Equal(FaultClass.Server, Faults.Classify(new NpgsqlException("broken")));
        Assert.Equal(FaultClass.Ligne, Faults.Classify(new FoldFailedException(new InvalidOperationException())));
        Assert.Equal(FaultClass.UnknownOutcome, Faults.Classify(new CommitOutcomeUnknownException("lost")));
    }

    private static FaultClass Expected(string sqlState) =>
        Conflicts.Contains(sqlState) ? FaultClass.Conflict : sqlState[..2] is "22" or "54" ? FaultClass.Ligne : FaultClass.Server;

    private static PostgresException Violation(string sqlState, string table, string? constraint) =>
        new("violated", "ERROR", "ERROR", sqlState, tableName: table, constraintName: constraint);
}
