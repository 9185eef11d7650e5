using System.Globalization;
using System.Text.Json;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Contract.Fuzzing;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Tests;
using Xunit;
using Xunit.Abstractions;

namespace Reconciliation.Integration.Tests.Contract;

/// <summary>
/// Thousands of requests made up from the description, of every call, right and wrong: each answer is one that the description tells, and a
/// refused request changes nothing. <c>RECONCILIATION_FUZZ_SEED</c> repeats a run, <c>RECONCILIATION_FUZZ_REQUESTS</c> makes it longer.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Parallel = 8;
    private const int Batch = 200;
    private const int RoundsMax = 6;
    private const int LongerMax = 3;
    private const int Unlimited = 1_000_000_000;
    private static readonly int RequestsMin = LongRun.Size(usual: 1_500, wanted: 5_000);

    [SkippableFact]
    public async Task Every_answer_is_described_and_no_refused_call_changes_anything()
    {
        var seed = Setting("RECONCILIATION_FUZZ_SEED") ?? System.Security.Cryptography.RandomNumberGenerator.GetInt32(int.MaxValue);
        var count = Math.Max(RequestsMin, Setting("RECONCILIATION_FUZZ_REQUESTS") ?? 0);
        var said = $"RECONCILIATION_FUZZ_SEED={seed}";
        output.WriteLine(said);
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database, limits: new ClientLimits
        {
            AnonymesParSeconde = Unlimited,
            AnonymesRafale = Unlimited,
            LecturesParSeconde = Unlimited,
            LecturesRafale = Unlimited,
            EnvoisParSeconde = Unlimited,
            EnvoisRafale = Unlimited,
            OctetsParSeconde = Unlimited,
            OctetsRafale = Unlimited,
        });
        var description = new Description((await instance.AskAsync(HttpMethod.Get, "/openapi/v1.json", null)).Text);
        var values = new Values(new Random(seed), description);
        var requests = new Requests(values, description);
        await FilledInstance.FillAsync(instance, description, requests);

        var refused = new List<FuzzedRequest>();
        var faults = new List<string>();
        var seen = new Dictionary<string, Dictionary<int, int>>(StringComparer.Ordinal);
        var sent = 0;

        // Longer where chance has not yet got every call right, or wrong, once: half of what is then sent are these calls.
        while (sent < count || (sent < LongerMax * count && Wanting().Count > 0))
        {
            IReadOnlyList<DescribedCall> wanting = sent < count ? description.Calls : Wanting();
            var batch = Enumerable.Range(sent, Batch)
                .Select(i => requests.One(i % 2 == 0 ? wanting[i / 2 % wanting.Count] : description.Calls[i % description.Calls.Count]))
                .ToList();
            sent += batch.Count;
            foreach (var (request, answer) in await SendAsync(instance, batch))
            {
                faults.AddRange(Judge(description, request, answer));
                var statuses = seen.TryGetValue(request.Call.Id, out var known) ? known : seen[request.Call.Id] = [];
                statuses[answer.Status] = statuses.GetValueOrDefault(answer.Status) + 1;
                Learn(requests, request, answer);
                if (answer.Status >= 400)
                {
                    refused.Add(request);
                }
            }
        }

        output.WriteLine($"{sent} requests of {description.Calls.Count} calls, {refused.Count} refused.");
        output.WriteLine(
            string.Join(
                "\n", seen.Select(s => $"{s.Key}: {string.Join(' ', s.Value.OrderBy(n => n.Key).Select(n => $"{n.Key}×{n.Value}"))}")));
        Assert.True(
            faults.Count == 0, $"{said}: {faults.Count} answers are not as described.\n{string.Join("\n", faults.Distinct().Take(15))}");
        Assert.All(description.Calls, c => Assert.True(Answered(c), $"{said}: {c} never answered."));
        Assert.All(description.Calls, c => Assert.True(Refused(c), $"{said}: {c} refused nothing."));
        await NothingChangesAsync(instance, refused, said);

        List<DescribedCall> Wanting() => [.. description.Calls.Where(c => !Answered(c) || !Refused(c))];

        bool Answered(DescribedCall call) => seen[call.Id].Keys.Any(s => s < 400);

        bool Refused(DescribedCall call) => seen[call.Id].Keys.Any(s => s >= 400);
    }

    // Requests that are refused are sent again, many at a time, between two looks at all tables.
    private static async Task NothingChangesAsync(TestInstance instance, List<FuzzedRequest> refused, string said)
    {
        var still = await StillRefusedAsync(instance, refused, said);
        await Eventually.HoldsAsync("all versions are published", async () => await instance.CountAsync(
            "SELECT count(*) FROM journal j WHERE NOT EXISTS (SELECT FROM relais r WHERE r.position >= j.position)") == 0);
        foreach (var kind in still.GroupBy(r => KeepsWhatItRefuses(r.Request.Call, r.Status)))
        {
            // The table of accesses is left out: an access by an agent is recorded, that by a refusal which shows data too.
            string[] without = [.. kind.Key ? Fingerprint.OfRefusedRecords : [], "acces"];
            foreach (var batch in kind.Select(r => r.Request).Chunk(Batch))
            {
                await NothingChangesAsync(instance, batch, without, said);
            }
        }
    }

    // A refused record that comes again raises the version of its message: a replay that named this version is then accepted, and the rest
    // of the batch is looked at without it.
    private static async Task NothingChangesAsync(TestInstance instance, FuzzedRequest[] batch, string[] without, string said)
    {
        for (var round = 0; round < RoundsMax; round++)
        {
            var before = await Fingerprint.OfAsync(instance, without);
            var answers = await SendAsync(instance, batch);
            var changed = (await Fingerprint.OfAsync(instance, without)).Where(t => before[t.Key] != t.Value).Select(t => t.Key).ToList();
            FuzzedRequest[] refused = [.. answers.Where(a => a.Answer.Status >= 400).Select(a => a.Request)];
            if (refused.Length == batch.Length)
            {
                Assert.True(
                    changed.Count == 0,
                    $"{said}: refused calls changed {string.Join(", ", changed)}; they are among\n"
                        + string.Join("\n", batch.AsEnumerable()));
                return;
            }

            batch = refused;
        }

        throw new InvalidOperationException($"{said}: every time that what was refused is sent again, some of it is accepted.");
    }

    // Refused records go to quarantine, and a replay that is refused again is noted there.
    private static bool KeepsWhatItRefuses(DescribedCall call, int status) =>
        (status == 422 && call.Path.StartsWith("/v1/paiements/", StringComparison.Ordinal))
            || call.Path.EndsWith("/rejouer", StringComparison.Ordinal);

    // A call may be refused for data that is not there yet, or for a version that has not come: calls that are accepted by now are left
    // out, until none is.
    private static async Task<List<(FuzzedRequest Request, int Status)>> StillRefusedAsync(
        TestInstance instance, List<FuzzedRequest> refused, string said)
    {
        for (var round = 0; round < RoundsMax; round++)
        {
            var answers = new List<(FuzzedRequest Request, Answer Answer)>();
            foreach (var batch in refused.Chunk(Batch))
            {
                answers.AddRange(await SendAsync(instance, batch));
            }

            refused = [.. answers.Where(a => a.Answer.Status >= 400).Select(a => a.Request)];
            if (refused.Count == answers.Count)
            {
                return [.. answers.Select(a => (a.Request, a.Answer.Status))];
            }
        }

        throw new InvalidOperationException($"{said}: every time that what was refused is sent again, some of it is accepted.");
    }

    private static IEnumerable<string> Judge(Description description, FuzzedRequest request, Answer answer)
    {
        var faults = description.Faults(request.Call, answer.Status, answer.Type, answer.Text);
        if (answer.Status >= 500)
        {
            faults = [.. faults, "it failed"];
        }

        return faults.Count == 0
            ? []
            : [$"{request}\n  → {answer.Status} {answer.Text[..Math.Min(300, answer.Text.Length)]}\n  {string.Join("\n  ", faults)}"];
    }

    private static async Task<List<(FuzzedRequest Request, Answer Answer)>> SendAsync(
        TestInstance instance, IReadOnlyList<FuzzedRequest> requests)
    {
        using var client = instance.Client();
        var answers = new Answer[requests.Count];
        await System.Threading.Tasks.Parallel.ForAsync(
            0, requests.Count, new ParallelOptions { MaxDegreeOfParallelism = Parallel }, async (i, cancellationToken) =>
        {
            using var message = requests[i].Message();
            using var response = await client.SendAsync(message, cancellationToken);
            var headers = response.Headers.ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
            answers[i] = new(
                (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType,
                await response.Content.ReadAsStringAsync(cancellationToken), headers);
        });
        return [.. requests.Zip(answers)];
    }

    private static void Learn(Requests requests, FuzzedRequest request, Answer answer)
    {
        if (answer.Headers.TryGetValue("ETag", out var etag))
        {
            requests.Learn("If-None-Match", etag);
            if (etag[0] == '"')
            {
                requests.LearnVersion(request.Target.Split('?')[0], etag);
            }
        }

        if (answer is { Status: 200, Type: "application/json", Text.Length: > 0 } && answer.Json is { ValueKind: JsonValueKind.Object } json
            && json.TryGetProperty("curseurSuivant", out var cursor) && cursor.ValueKind == JsonValueKind.String)
        {
            requests.Learn("curseur", cursor.GetString()!);
            requests.Learn("apres", cursor.GetString()!);
        }

        if (request.Call.Id == "listerQuarantaine" && answer.Status == 200)
        {
            foreach (var message in answer.Json.GetProperty("elements").EnumerateArray())
            {
                requests.Learn("quarantaineId", message.GetProperty("quarantaineId").GetRawText());
            }
        }
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
}
