using System.Text;
using System.Text.Json.Nodes;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Simulation.Upstream;

/// <summary>Everything that upstream sends, in its order: a function of the seed, the day and the size alone.</summary>
internal sealed class PaymentStream
{
    private const int DuplicatesPerCent = 12;
    private const int PoisonPerCent = 3;

    private PaymentStream(IReadOnlyList<Message> messages, int duplicates)
    {
        Messages = messages;
        Duplicates = duplicates;
    }

    /// <summary>The messages; a duplicate is a message of its own.</summary>
    public IReadOnlyList<Message> Messages { get; }

    /// <summary>The number of messages that were sent before, in whatever form.</summary>
    public int Duplicates { get; }

    /// <summary>The good records, duplicates included.</summary>
    public IEnumerable<PaiementEmis> Records => Messages.Select(m => m.Record).OfType<PaiementEmis>();

    /// <summary>The poison, each once.</summary>
    public IEnumerable<Poison> Poison => Messages.Select(m => m.Poison).OfType<Poison>().Distinct();

    public static PaymentStream Create(int seed, DateOnly today, int acts)
    {
        var random = new Random(seed);
        var ledger = new Ledger(random, today);
        var care = new CareActs(random, ledger, today, families: Math.Max(1, acts / 6));
        for (var act = 0; act < acts; act++)
            care.Write((act + 0.5) / acts);

        var poisons = new Poisons(random);
        var messages = new List<(double When, Message Message)>();
        var duplicates = 0;
        var emissions = ledger.Emissions;
        for (var rank = 0; rank < emissions.Count; rank++)
        {
            messages.Add((rank, Wrap(random, emissions[rank])));
            if (random.Next(100) < DuplicatesPerCent)
            {
                duplicates++;
                messages.Add((Again(random, rank, emissions.Count), Wrap(random, emissions[rank])));
            }

            if (random.Next(100) < PoisonPerCent)
            {
                var poison = poisons.Spoil(emissions[rank]);
                messages.Add((rank + 0.5, poison));
                if (random.Next(5) == 0)
                {
                    duplicates++;
                    messages.Add((Again(random, rank, emissions.Count), poison));
                }
            }
        }

        return new([.. messages.OrderBy(m => m.When).Select(m => m.Message)], duplicates);
    }

    // A duplicate comes at once, or much later.
    private static double Again(Random random, int rank, int count) =>
        random.Next(2) == 0 ? rank + 0.1 + random.Next(30) : rank + (random.NextDouble() * (count - rank));

    // The three forms that the service reads: a duplicate may come in another one.
    private static Message Wrap(Random random, PaiementEmis record)
    {
        var json = JsonNode.Parse(StoredJson.Write(record))!;
        var name = record.GetType().Name;
        JsonNode body = random.Next(4) switch
        {
            0 => new JsonObject
            {
                ["specversion"] = "1.0",
                ["id"] = record.EvenementId,
                ["source"] = "/" + record.Source,
                ["type"] = name,
                ["data"] = json,
            },
            1 => new JsonObject { ["messageType"] = new JsonArray("urn:message:Reconciliation.Contracts:" + name), ["message"] = json },
            _ => json,
        };
        var exchange = record is PaiementRoEmis ? Part.Ro.Queue : Part.Complementaire.Queue;
        return new(exchange, Encoding.UTF8.GetBytes(body.ToJsonString()), record, null);
    }
}
