using System.Text;
using System.Text.Json.Nodes;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Dev;

/// <summary>A message of the simulated stream.</summary>
/// <param name="Part">The stream it belongs to.</param>
/// <param name="Body">Its bytes.</param>
/// <param name="Paiement">The payment it holds; null for one that breaks a rule.</param>
internal sealed record MadeUpMessage(Part Part, byte[] Body, PaiementEmis? Paiement);

/// <summary>
/// An endless stream of realistic payments. Pure: one seed, day and mixture give one stream, byte for byte; two seeds or days share
/// neither member nor line. It comes in waves, each the last month of some hundred families, in the order of emission.
/// </summary>
internal sealed class DemoStream
{
    private readonly Random _random;
    private readonly Shuffle _shuffle;
    private readonly DemoWriting _writing;
    private readonly Crowd _crowd;

    /// <param name="seed">The seed.</param>
    /// <param name="day">The day on which the months end, in Europe/Paris.</param>
    /// <param name="shuffle">The mixture.</param>
    public DemoStream(int seed, DateOnly day, Shuffle shuffle)
    {
        // A letter before the dash: digits on both sides of it could be read as a NIR.
        var serie = FormattableString.Invariant($"{day:yyMMdd}G{seed}S-");
        (_random, _shuffle) = (new Random(seed), shuffle);
        _writing = new(_random, day, serie);
        _crowd = new(_writing, new DemoCalendar(Paris.StartOfDay(day).AddHours(12)), _random, shuffle, serie);
    }

    /// <summary>The messages; to be read once.</summary>
    public IEnumerable<MadeUpMessage> Messages() => Waves().SelectMany(w => w);

    /// <summary>The same, a wave at a time, each the whole last month of its families. To be read once, and each wave to its end.</summary>
    public IEnumerable<IEnumerable<MadeUpMessage>> Waves()
    {
        for (var family = 0L; ; family += Crowd.AdherentCount)
        {
            _crowd.Write(family, Crowd.AdherentCount);
            yield return Wave();
        }
    }

    private IEnumerable<MadeUpMessage> Wave()
    {
        foreach (var paiement in _writing.Deliver(_shuffle.Duplicates))
        {
            var part = PaymentStreams.Product.Of(paiement).Part;
            var content = StoredJson.Write(paiement);
            yield return new(part, Encoding.UTF8.GetBytes(content), paiement);
            if (_shuffle.Invalid > 0 && _random.Next(100) < _shuffle.Invalid)
            {
                yield return new(part, Encoding.UTF8.GetBytes(Damage(content)), null);
            }
        }
    }

    // Each breaks another kind of rule; the line stays the one it copies, which a refused record cannot harm.
    private string Damage(string content)
    {
        var record = JsonNode.Parse(content)!.AsObject();
        switch (_random.Next(4))
        {
            case 0:
                return content[..^_random.Next(1, content.Length / 2)];
            case 1:
                record.Remove("virement");
                break;
            case 2:
                record["montant"] = 0.125m;
                break;
            default:
                record["canal"] = "pigeon";
                break;
        }

        return record.ToJsonString();
    }
}
