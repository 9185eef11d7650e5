using System.Text;
using System.Text.Json.Nodes;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Recon;
using Reconciliation.Storage;

namespace Reconciliation.Dev;

/// <summary>A message of the simulated stream.</summary>
/// <param name="Part">The stream it belongs to.</param>
/// <param name="Corps">Its bytes.</param>
/// <param name="Paiement">The payment it holds; null for one that breaks a rule.</param>
internal sealed record MessageFictif(Part Part, byte[] Corps, PaiementEmis? Paiement);

/// <summary>
/// An endless stream of realistic payments. Pure: one seed, day and mixture give one stream, byte for byte; two seeds or days share
/// neither member nor line. It comes in waves, each the last month of some hundred families, in the order of emission.
/// </summary>
internal sealed class Flux
{
    private readonly Random _hasard;
    private readonly Melange _melange;
    private readonly Redaction _redaction;
    private readonly Foule _foule;

    /// <param name="graine">The seed.</param>
    /// <param name="jour">The day on which the months end, in Europe/Paris.</param>
    /// <param name="melange">The mixture.</param>
    public Flux(int graine, DateOnly jour, Melange melange)
    {
        var serie = FormattableString.Invariant($"{jour:yyMMdd}G{graine}-");
        (_hasard, _melange) = (new Random(graine), melange);
        _redaction = new(_hasard, jour, serie);
        _foule = new(_redaction, new Calendrier(Paris.Debut(jour).AddHours(12)), _hasard, melange, serie);
    }

    /// <summary>The messages; to be read once.</summary>
    public IEnumerable<MessageFictif> Messages()
    {
        for (var famille = 0L; ; famille += Foule.Adherents)
        {
            _foule.Ecrire(famille, Foule.Adherents);
            foreach (var paiement in _redaction.Livrer(_melange.Doublons))
            {
                var part = paiement is PaiementRoEmis ? Part.Ro : Part.Complementaire;
                var contenu = Contenus.Ecrire(paiement);
                yield return new(part, Encoding.UTF8.GetBytes(contenu), paiement);
                if (_melange.Invalides > 0 && _hasard.Next(100) < _melange.Invalides)
                {
                    yield return new(part, Encoding.UTF8.GetBytes(Abimer(contenu)), null);
                }
            }
        }
    }

    // Each breaks another kind of rule; the line stays the one it copies, which a refused record cannot harm.
    private string Abimer(string contenu)
    {
        var enregistrement = JsonNode.Parse(contenu)!.AsObject();
        switch (_hasard.Next(4))
        {
            case 0:
                return contenu[..^_hasard.Next(1, contenu.Length / 2)];
            case 1:
                enregistrement.Remove("virement");
                break;
            case 2:
                enregistrement["montant"] = 0.125m;
                break;
            default:
                enregistrement["canal"] = "pigeon";
                break;
        }

        return enregistrement.ToJsonString();
    }
}
