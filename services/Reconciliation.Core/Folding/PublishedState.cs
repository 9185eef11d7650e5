using System.Text;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>
/// The known soins when nothing that is stored of them is believed: the last version published, and the line from which the id comes. Both
/// can be had without the row: ids are derived from lines.
/// </summary>
internal static class PublishedState
{
    public static async Task<KnownState> RereadAsync(KnownState state, BatchTransaction transaction, CancellationToken cancellationToken)
    {
        var founding = state.Soins.ToDictionary(s => s.SoinId, s => s.Fondatrice);
        foreach (var ligne in state.Lignes.Select(l => l.Ligne).Where(l => l.Nature == Nature.Paiement))
        {
            founding[SoinIdentification.SoinId(ligne.Id, ligne.Journee)] = ligne.Id;
        }

        var published = await transaction.PublishedAsync(founding.Keys, cancellationToken);
        var counts = state.Soins.ToDictionary(s => s.SoinId, s => s.Measures);
        return state with { Soins = [.. published.Select(p => Soin(p, founding[p.SoinId], counts.GetValueOrDefault(p.SoinId)))] };
    }

    private static StoredSoin Soin(PublishedSoin published, LigneId founding, SoinMeasures? counted)
    {
        var vue = StoredJson.ReadVue(published.Vue);
        return new()
        {
            SoinId = published.SoinId,
            BeneficiaireId = published.BeneficiaireId,
            DateSoin = vue.DateSoin,
            Fondatrice = founding,
            Version = published.Version,
            Situation = (Situation)vue.Situation,
            Vue = Encoding.UTF8.GetBytes(published.Vue),
            VueFormat = published.VueFormat,
            Epoque = vue.Epoque,
            CreeLe = published.WrittenAt[0],
            MisAJourLe = published.WrittenAt[^1],
            Echeance = null,
            RemplacePar = vue.RemplacePar,
            Measures = new(
                Since(published, vue),
                counted?.Enjeu ?? Montant.Zero,
                counted?.EcartJours,
                counted?.Punctuality,
                Montant.FromEuros(VueMapper.LignesTotal(vue)),
                Canal: counted?.Canal),
            AutresAdherents = [],
        };
    }

    // The version that brought the situation of the last one tells when that situation was found.
    private static DateTimeOffset Since(PublishedSoin published, Contracts.Vue vue)
    {
        var start = published.WrittenAt.Count - 1;
        while (start > 0 && published.Previous[start] == (short)vue.Situation)
        {
            start--;
        }

        return SituationStart.Of(
            (Situation)vue.Situation, vue.PartRo.AttenduAu ?? vue.PartComplementaire.AttenduAu, found: published.WrittenAt[start]);
    }
}
