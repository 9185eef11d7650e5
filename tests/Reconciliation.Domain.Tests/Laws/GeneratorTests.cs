using System.Collections.Concurrent;
using Xunit;

namespace Reconciliation.Domain.Tests.Laws;

/// <summary>A law proves little on cases that never get there: the generator reaches every corner, and often.</summary>
public sealed class GeneratorTests
{
    [Fact]
    public void The_generator_reaches_every_situation_and_every_hard_case()
    {
        var vus = new ConcurrentDictionary<string, int>();
        Lois.Tient(cas =>
        {
            foreach (var soin in cas.Rapprochement.Soins)
            {
                Noter(vus, soin, cas.Jugement.Juger(soin, cas.Maintenant));
            }

            Compter(vus, "non rattachée", cas.Rapprochement.NonRattachees.Count > 0);
            Compter(vus, "duplicata", cas.Lignes.Select(l => (l.Id, l.Revision)).Distinct().Count() < cas.Lignes.Count);
        });
        var attendus = Enum.GetNames<Situation>().Concat(Enum.GetNames<Certitude>()).Concat(
            ["inchangé", "changé", "anormal", "écart accepté", "deux contrats", "deux adhérents", "retenue", "retenue rendue",
             "part annulée", "versement unique", "non rattachée", "duplicata"]);
        Assert.All(attendus, corner => Assert.True(vus.GetValueOrDefault(corner) >= 25, $"{corner}: {vus.GetValueOrDefault(corner)}"));
    }

    private static void Noter(ConcurrentDictionary<string, int> vus, Soin soin, Vue vue)
    {
        Compter(vus, vue.Situation.ToString(), true);
        Compter(vus, vue.Total.Certitude.ToString(), true);
        Compter(vus, "inchangé", vue.Total.Inchange == true);
        Compter(vus, "changé", vue.Total.Inchange == false);
        Compter(vus, "anormal", vue.Niveau == Niveau.Anormal);
        Compter(vus, "écart accepté", soin.EcartAccepte && vue.Situation != Situation.Ecart && vue.Total.Inchange == false);
        Compter(vus, "deux contrats", soin.Complementaire.Select(l => l.Contrat).Distinct().Count() > 1);
        Compter(vus, "deux adhérents", vue.AutresAdherents.Count > 0);
        Compter(vus, "retenue", vue.Total.Retenues > Montant.Zero);
        Compter(vus, "retenue rendue", soin.Lignes.Any(l => l.Nature != Nature.Retenue && soin.Retenues.Contains(l.Id)));
        Compter(vus, "part annulée", vue.PartRo.Etat == EtatPart.Annulee || vue.PartComplementaire.Etat == EtatPart.Annulee);
        Compter(vus, "versement unique", vue.VersementUnique);
    }

    private static void Compter(ConcurrentDictionary<string, int> vus, string cas, bool vrai) =>
        vus.AddOrUpdate(cas, vrai ? 1 : 0, (_, n) => n + (vrai ? 1 : 0));
}
