using System.Text;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Engine;

/// <summary>Décisions are kept as JSON by their kind, and are folded by the engine like lines.</summary>
public sealed class DecisionsTests
{
    private static readonly LigneId A = new(Part.Ro, "ameli", new("010000506", "two-a", 1), "B-two");
    private static readonly LigneId B = A with { Reference = A.Reference with { Decompte = "two-b" } };
    private static readonly DateTimeOffset Instant = new(2026, 1, 12, 9, 0, 0, TimeSpan.Zero);

    public static TheoryData<int> Kinds => [.. Enumerable.Range(0, 5)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_decision_is_read_as_it_was_written(int kind)
    {
        var decision = All()[kind];
        var read = PaymentStreams.Product.Decisions.Read(StoredDecisions.Write(decision), "B-two");
        Assert.Equal(decision.GetType(), read.GetType());
        Assert.Equal((decision.Id, decision.PriseLe, decision.Auteur, decision.Motif), (read.Id, read.PriseLe, read.Auteur, read.Motif));
        Assert.Equal(StoredDecisions.Write(decision), StoredDecisions.Write(read));
        if (read is Lier tie)
        {
            Assert.True(tie.Lignes.SetEquals([A, B]));
        }
    }

    [SkippableFact]
    public async Task The_engine_folds_a_stored_decision_with_the_lines()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database);
        await using (var command = instance.Database.CreateCommand(
            "INSERT INTO decision (decision_id, beneficiaire_id, date_soin, contenu, prise_le) VALUES ($1, 'B-two', "
                + "'2026-01-05', $2::json, now())"))
        {
            command.Parameters.Add(new() { Value = All()[0].Id });
            command.Parameters.Add(new() { Value = StoredDecisions.Write(All()[0]) });
            await command.ExecuteNonQueryAsync();
        }

        await Engines.ReceiveAsync(instance, Line("two-a"), Line("two-b"));
        var view = Assert.Single(await instance.SoinsAsync("A-two"));
        Assert.Equal(42.00m, view.GetProperty("partRo").GetProperty("montant").GetDecimal());
    }

    [Fact]
    public void A_decision_that_was_stored_before_says_of_lines_only_their_names()
    {
        var before = StoredDecisions.Write(All()[0]).Replace(",\"beneficiaire\":\"B-two\"", "", StringComparison.Ordinal);
        Assert.DoesNotContain("B-two", before, StringComparison.Ordinal);
        Assert.True(((Lier)new StoredDecisions(PaymentStreams.Product.Parts).Read(before, "B-two")).Lignes.SetEquals([A, B]));
    }

    // Two payments of one beneficiary that only an agent would put into one soin.
    private static ReceivedLigne Line(string decompte)
    {
        var line = Scenario.Ro(decompte);
        var ligne = line.Ligne with { Id = line.Ligne.Id with { Beneficiaire = "B-two" }, AdherentId = "A-two" };
        var content = Encoding.UTF8.GetString(line.Content).Replace($"B-{decompte}", "B-two", StringComparison.Ordinal)
            .Replace($"A-{decompte}", "A-two", StringComparison.Ordinal);
        return line with { Ligne = ligne, Empreinte = Empreinte.Of(ligne), Content = Encoding.UTF8.GetBytes(content) };
    }

    private static Decision[] All() =>
    [
        new Lier { Id = Id(1), PriseLe = Instant, Auteur = "agent", Motif = "même acte", Lignes = new HashSet<LigneId> { A, B } },
        new Delier { Id = Id(2), PriseLe = Instant, Auteur = "agent", Motif = "deux actes", Lignes = new HashSet<LigneId> { A, B } },
        new AccepterEcart { Id = Id(3), PriseLe = Instant, Auteur = "agent", Motif = "vu", Lignes =
            new HashSet<(LigneId, int)> { (A, 1), (B, 2) } },
        new Rouvrir { Id = Id(4), PriseLe = Instant, Auteur = "agent", Motif = "erreur", DecisionId = Id(3) },
        new Annoter { Id = Id(5), PriseLe = Instant, Auteur = "agent", Motif = "rappelé" },
    ];

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);
}
