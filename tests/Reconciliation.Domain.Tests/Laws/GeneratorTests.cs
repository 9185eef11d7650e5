using System.Collections.Concurrent;
using Reconciliation.Tests;
using Xunit;

namespace Reconciliation.Domain.Tests.Laws;

/// <summary>A law proves little on cases that never get there: the generator reaches every corner, and often.</summary>
public sealed class GeneratorTests
{
    [Fact]
    public void The_generator_reaches_every_situation_and_every_hard_case()
    {
        Assert.SkipWhen(LawCases.Case < LawCases.UsualCase, "What is looked at is the generator, and not what the fewer cases are for.");
        var seenOnes = new ConcurrentDictionary<string, int>();
        LawSettings.Holds(cases =>
        {
            foreach (var soin in cases.Rapprochement.Soins)
            {
                Note(seenOnes, soin, cases.Jugement.Judge(soin, cases.Now));
            }

            Count(seenOnes, "non rattachée", cases.Rapprochement.NonRattachees.Count > 0);
            Count(seenOnes, "duplicata", cases.Lignes.Select(l => (l.Id, l.Revision)).Distinct().Count() < cases.Lignes.Count);
        }, LawCases.LongCase);
        var expectedOnes = Enum.GetNames<Situation>().Concat(Enum.GetNames<Certitude>()).Concat(
            ["inchangé", "changé", "anormal", "écart accepté", "deux contrats", "deux adhérents", "retenue", "retenue rendue",
             "part annulée", "versement unique", "non rattachée", "duplicata"]);
        Assert.All(
            expectedOnes,
            corner => Assert.True(seenOnes.GetValueOrDefault(corner) >= 25, $"{corner}: {seenOnes.GetValueOrDefault(corner)}"));
    }

    private static void Note(ConcurrentDictionary<string, int> seenOnes, Soin soin, Vue vue)
    {
        Count(seenOnes, vue.Situation.ToString(), true);
        Count(seenOnes, vue.Total.Certitude.ToString(), true);
        Count(seenOnes, "inchangé", vue.Total.Inchange == true);
        Count(seenOnes, "changé", vue.Total.Inchange == false);
        Count(seenOnes, "anormal", vue.Niveau == Niveau.Anormal);
        Count(seenOnes, "écart accepté", EcartAcceptance.IsAccepted(soin) && vue.Situation != Situation.Ecart
            && vue.Total.Inchange == false);
        Count(seenOnes, "deux contrats", soin.Complementaire.Select(l => l.Contrat).Distinct().Count() > 1);
        Count(seenOnes, "deux adhérents", vue.AutresAdherents.Count > 0);
        Count(seenOnes, "retenue", vue.Total.Retenues > Montant.Zero);
        Count(seenOnes, "retenue rendue", soin.Lignes.Any(l => l.Nature != Nature.Retenue && soin.Retenues.Contains(l.Id)));
        Count(seenOnes, "part annulée", vue.PartRo.Etat == EtatPart.Annulee || vue.PartComplementaire.Etat == EtatPart.Annulee);
        Count(seenOnes, "versement unique", vue.VersementUnique);
    }

    private static void Count(ConcurrentDictionary<string, int> seenOnes, string cases, bool isTrue) =>
        seenOnes.AddOrUpdate(cases, isTrue ? 1 : 0, (_, n) => n + (isTrue ? 1 : 0));
}
