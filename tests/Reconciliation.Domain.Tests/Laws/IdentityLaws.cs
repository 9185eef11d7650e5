using Xunit;

namespace Reconciliation.Domain.Tests.Laws;

/// <summary>An id, once published, never leads to two soins, and never to a younger one than its own.</summary>
public sealed class IdentityLaws
{
    [Fact]
    public void Ids_never_change_as_lines_come_one_at_a_time_unless_two_soins_become_one() => LawSettings.Holds(cases =>
    {
        Ligne[] lignes = [.. cases.Lignes];
        cases.Random.Shuffle(lignes);
        var published = new List<KnownSoin>();
        for (var howMany = 1; howMany <= lignes.Length; howMany++)
        {
            var soins = Pairing.Pair(JourneeDeSoins.From(lignes.Take(howMany), cases.Decisions)).Soins;
            var identities = SoinIdentification.Identify(soins, published, Rank(lignes));
            Verify(soins, published, identities);
            published.AddRange(identities.Soins
                .Where(s => !published.Exists(c => c.Id == s.Id))
                .Select(s => new KnownSoin(s.Id, s.Fondatrice, DateTimeOffset.UnixEpoch.AddMinutes(howMany))));
        }
    });

    [Fact]
    public void Identifying_again_changes_nothing() => LawSettings.Holds(cases =>
    {
        Ligne[] lignes = [.. cases.Lignes];
        var soins = cases.Rapprochement.Soins;
        var first = SoinIdentification.Identify(soins, [], Rank(lignes));
        var knownOnes = first.Soins.Select(s => new KnownSoin(s.Id, s.Fondatrice, DateTimeOffset.UnixEpoch)).ToList();
        var second = SoinIdentification.Identify(soins, knownOnes, Rank([.. lignes.Reverse()]));
        Assert.Equal(first.Soins.Select(s => (s.Id, s.Fondatrice)), second.Soins.Select(s => (s.Id, s.Fondatrice)));
        Assert.Empty(second.Replaced);
        Assert.Equal(soins.Count, first.Soins.Select(s => s.Id).Distinct().Count());
    });

    private static void Verify(IReadOnlyList<Soin> soins, List<KnownSoin> published, SoinIdentities identities)
    {
        Assert.Equal(soins, identities.Soins.Select(s => s.Soin));
        Assert.Equal(soins.Count, identities.Soins.Select(s => s.Id).Distinct().Count());
        foreach (var known in published)
        {
            var soin = identities.Soins.SingleOrDefault(s => s.Soin.Paiements.Any(l => l.Id == known.Fondatrice));
            var siblings = published.Where(c => soin?.Soin.Paiements.Any(l => l.Id == c.Fondatrice) == true);
            var elder = siblings.OrderBy(c => c.CreeLe).ThenBy(c => c.Id).FirstOrDefault();
            Assert.Equal(elder?.Id, soin?.Id);
            Assert.Equal(elder?.Id, identities.Replaced.TryGetValue(known.Id, out var other) ? other : known.Id);
        }
    }

    private static Func<LigneId, long> Rank(Ligne[] received) => id => Array.FindIndex(received, l => l.Id == id);
}
