using CsCheck;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Domain.Tests.Laws;
using Vue = Reconciliation.Contracts.Vue;

namespace Reconciliation.Fhir.Tests;

/// <summary>Views of soins whose lines are made up, as a service publishes them.</summary>
internal static class GeneratedVues
{
    private const string FixedSeed = "0N0XIzNsQ0O2";
    private const int CasesPerLookCount = 64;

    /// <summary>Views, at least so many, the same ones in every run.</summary>
    /// <param name="count">How many.</param>
    public static IReadOnlyList<Vue> Of(int count)
    {
        var vues = new List<Vue>();
        var random = PCG.Parse(FixedSeed);
        while (vues.Count < count)
        {
            for (var rank = 0; rank < CasesPerLookCount; rank++)
            {
                vues.AddRange(From(Generator.Case.Generate(random, null, out _)));
            }
        }

        return vues;
    }

    /// <summary>The views of one made-up case, and of each the one that would be left if its lines went.</summary>
    private static IEnumerable<Vue> From(Case generated)
    {
        foreach (var soin in JourneeFold.Run(generated.Facts, generated.Jugement, generated.Now).Soins)
        {
            var vue = VueMapper.From(soin.Vue, SoinIdentification.SoinId(soin.Soin.Lignes.First().Id, soin.Soin.Journee), 1, generated.Now);
            yield return vue;
            if (vue.Situation == Contracts.Situation.ARapprocher)
            {
                yield return VueMapper.Emptied(vue, null, 2, generated.Later) with { Epoque = "2-5c1f0a9be2d347" };
            }
        }
    }
}
