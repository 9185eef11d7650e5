using Xunit;

namespace Reconciliation.Domain.Tests.Laws;

/// <summary>An id, once published, never leads to two soins, and never to a younger one than its own.</summary>
public sealed class IdentityLaws
{
    [Fact]
    public void Ids_never_change_as_lines_come_one_at_a_time_unless_two_soins_become_one() => Lois.Tient(cas =>
    {
        Ligne[] lignes = [.. cas.Lignes];
        cas.Hasard.Shuffle(lignes);
        var publies = new List<SoinConnu>();
        for (var combien = 1; combien <= lignes.Length; combien++)
        {
            var soins = Appariement.Apparier(JourneeDeSoins.De(lignes.Take(combien), cas.Decisions)).Soins;
            var identites = Identification.Identifier(soins, publies, Rang(lignes));
            Verifier(soins, publies, identites);
            publies.AddRange(identites.Soins
                .Where(s => !publies.Exists(c => c.Id == s.Id))
                .Select(s => new SoinConnu(s.Id, s.Fondatrice, DateTimeOffset.UnixEpoch.AddMinutes(combien))));
        }
    });

    [Fact]
    public void Identifying_again_changes_nothing() => Lois.Tient(cas =>
    {
        Ligne[] lignes = [.. cas.Lignes];
        var soins = cas.Rapprochement.Soins;
        var premiere = Identification.Identifier(soins, [], Rang(lignes));
        var connus = premiere.Soins.Select(s => new SoinConnu(s.Id, s.Fondatrice, DateTimeOffset.UnixEpoch)).ToList();
        var seconde = Identification.Identifier(soins, connus, Rang([.. lignes.Reverse()]));
        Assert.Equal(premiere.Soins.Select(s => (s.Id, s.Fondatrice)), seconde.Soins.Select(s => (s.Id, s.Fondatrice)));
        Assert.Empty(seconde.Remplaces);
        Assert.Equal(soins.Count, premiere.Soins.Select(s => s.Id).Distinct().Count());
    });

    private static void Verifier(IReadOnlyList<Soin> soins, List<SoinConnu> publies, Identites identites)
    {
        Assert.Equal(soins, identites.Soins.Select(s => s.Soin));
        Assert.Equal(soins.Count, identites.Soins.Select(s => s.Id).Distinct().Count());
        foreach (var connu in publies)
        {
            var soin = identites.Soins.SingleOrDefault(s => s.Soin.Paiements.Any(l => l.Id == connu.Fondatrice));
            var freres = publies.Where(c => soin?.Soin.Paiements.Any(l => l.Id == c.Fondatrice) == true);
            var aine = freres.OrderBy(c => c.CreeLe).ThenBy(c => c.Id).FirstOrDefault();
            Assert.Equal(aine?.Id, soin?.Id);
            Assert.Equal(aine?.Id, identites.Remplaces.TryGetValue(connu.Id, out var autre) ? autre : connu.Id);
        }
    }

    private static Func<LigneId, long> Rang(Ligne[] recues) => id => Array.FindIndex(recues, l => l.Id == id);
}
