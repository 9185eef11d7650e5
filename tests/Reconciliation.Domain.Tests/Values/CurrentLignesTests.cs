using Xunit;
using static Reconciliation.Domain.Tests.Scenarios.Lignes;

namespace Reconciliation.Domain.Tests.Values;

/// <summary>The order of identities, and the line that is shown of several contents of one revision.</summary>
public sealed class CurrentLignesTests
{
    // Each comes before the next by one member, though the members after it say otherwise.
    private static readonly LigneId[] InOrder =
    [
        new(Part.Ro, "a", new("A", "D1", 1), "B1"),
        new(Part.Ro, "a", new("A", "D1", 1), "B2"),
        new(Part.Ro, "a", new("A", "D1", 2), "B1"),
        new(Part.Ro, "a", new("A", "D2", 1), "B1"),
        new(Part.Ro, "a", new("B", "D1", 1), "B1"),
        new(Part.Ro, "b", new("A", "D1", 1), "B1"),
        new(Part.Complementaire, "a", new("A", "D1", 1), "B1"),
    ];

    [Fact]
    public void Identities_go_by_stream_source_organisme_decompte_rank_and_beneficiary()
    {
        for (var i = 0; i < InOrder.Length; i++)
        {
            for (var j = 0; j < InOrder.Length; j++)
            {
                Assert.Equal(i.CompareTo(j), Math.Sign(LigneId.Ordre.Compare(InOrder[i], InOrder[j])));
            }
        }
    }

    [Fact]
    public void Lines_count_in_the_order_of_their_identities() =>
        Assert.Equal(InOrder.Where(id => id.Part == Part.Ro), Current([.. InOrder.Where(id => id.Part == Part.Ro)
            .Reverse().Select((id, rank) => Ro(21) with { Id = id, Libelle = $"{rank}" })]).Lignes.Select(l => l.Id));

    [Fact]
    public void Of_two_contents_with_one_amount_that_of_the_smaller_first_fingerprint_is_shown_whichever_came_first()
    {
        for (var i = 0; i < 20; i++)
        {
            Ligne[] contents = [Ro(21) with { Libelle = "Consultation" }, Ro(21) with { Libelle = $"Consultation {i}" }];
            var shown = contents.MinBy(l => Empreinte.Of(l, 1).ToUuid().ToString("N"), StringComparer.Ordinal);
            Assert.Equal(shown, Assert.Single(Current(contents).Lignes));
            Assert.Equal(shown, Assert.Single(Current([.. contents.Reverse()]).Lignes));
            Assert.Equal(Id("ro"), Assert.Single(Current(contents).Contestees));
        }
    }

    [Fact]
    public void Of_two_contents_the_smaller_amount_is_shown_whichever_came_first()
    {
        Ligne[] contents = [Ro(21), Ro(20)];
        Assert.Equal(contents[1], Assert.Single(Current(contents).Lignes));
        Assert.Equal(contents[1], Assert.Single(Current([.. contents.Reverse()]).Lignes));
    }

    [Fact]
    public void Beneficiaries_who_came_to_a_name_with_one_revision_all_hold_it()
    {
        // Three beneficiaries, each with none or more of three revisions: every way of it.
        foreach (var lots in Enumerable.Range(0, 8 * 8 * 8).Select(n => new[] { n % 8, n / 8 % 8, n / 64 }))
        {
            (string Beneficiaire, int Revision)[] claims =
            [
                .. from b in Enumerable.Range(0, 3)
                   from revision in Enumerable.Range(1, 3)
                   where (lots[b] >> (revision - 1)) % 2 == 1
                   select ($"B{b}", revision),
            ];
            var beneficiaires = claims.Select(c => c.Beneficiaire).Distinct().ToHashSet();
            var first = claims.GroupBy(c => c.Beneficiaire, c => c.Revision).Select(r => r.Min()).ToHashSet();
            Assert.True(first.Count > 1 || NameHolders.Of(claims).SetEquals(beneficiaires));
        }
    }

    private static CurrentLignes Current(Ligne[] lignes) => JourneeDeSoins.From(lignes).SelectCurrentLignes();
}
