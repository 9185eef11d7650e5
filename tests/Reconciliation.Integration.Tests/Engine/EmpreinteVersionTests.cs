using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Commands;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Engine;

/// <summary>A line that was stored with another version of the fingerprint is known when it comes again.</summary>
public sealed class EmpreinteVersionTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 12, 10, 0, 0, TimeSpan.Zero);

    // As if the label had been added at version 2.
    private static readonly EmpreinteMembers WithLaterLibelle = new(
        EmpreinteMembers.Product.Members.OrderBy(m => m.Name == nameof(Ligne.Libelle))
            .Select(m => m.Name == nameof(Ligne.Libelle) ? m with { Since = 2 } : m));

    [Fact]
    public void Lines_stored_at_the_first_version_fall_away_though_the_new_member_tells_them_apart()
    {
        var line = Scenario.Ro("version").Ligne;
        var stored = At(line, 1, position: 1);

        Assert.Equal(0, New([stored], line));
        Assert.Equal(0, New([stored], line with { Libelle = "Consultation" }));
        Assert.Equal(1, New([stored], line with { Montant = Montant.FromEuros(20m) }));
        Assert.Equal(1, New([stored], line with { Revision = 2 }));
    }

    [Fact]
    public void Lines_stored_at_the_new_version_differ_in_the_new_member_too()
    {
        var line = Scenario.Ro("version").Ligne;
        var stored = At(line, 2, position: 1);

        Assert.Equal(0, New([stored], line));
        Assert.Equal(1, New([stored], line with { Libelle = "Consultation" }));
        Assert.Equal(0, New([At(line with { Libelle = "Autre" }, 1, position: 2), stored], line with { Libelle = "Consultation" }));
    }

    [SkippableFact]
    public async Task Lines_that_a_newer_engine_stored_are_known_to_this_one()
    {
        var lines = new RandomPayments(71).Make(80);
        await using var stored = await StoredPayments.FillAsync(Now, lines);
        Assert.Equal(["1"], await stored.ColumnAsync("SELECT DISTINCT empreinte_version::text FROM ligne"));
        var count = await stored.ColumnAsync("SELECT count(*)::text FROM ligne");
        await stored.ExecuteAsync("UPDATE ligne SET empreinte_version = 2, empreinte = gen_random_uuid() WHERE position % 2 = 0");

        await stored.Engine.ReconcileLignesAsync(lines, default);

        Assert.Equal(count, await stored.ColumnAsync("SELECT count(*)::text FROM ligne"));
        Assert.Empty((await stored.Control.VerifyAsync(_ => { }, default)).Differences);
    }

    private static StoredLigne At(Ligne line, short version, long position) =>
        new(line, position, Now, "e", Empreinte.Of(line, version, WithLaterLibelle).ToUuid(), version);

    private static int New(IReadOnlyList<StoredLigne> stored, Ligne line)
    {
        var received = new ReceivedLigne(line, Empreinte.Of(line, 2, WithLaterLibelle), "e", [], default);
        return BatchLignes.From([received], [], stored, Now, WithLaterLibelle).Lignes.Count;
    }
}
