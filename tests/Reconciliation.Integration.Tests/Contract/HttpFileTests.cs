using System.Text;
using System.Text.RegularExpressions;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Contract;

/// <summary>The calls of <c>contracts/reconciliation.http</c>, made one after the other as an editor makes them.</summary>
public sealed partial class HttpFileTests
{
    [SkippableFact]
    public async Task Its_calls_from_the_top_are_answered_as_they_say()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database);
        var text = await File.ReadAllTextAsync(Repository.Contracts("reconciliation.http"));
        var variables = Variable().Matches(text).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
        Assert.Equal("http://127.0.0.1:5080", variables["adresse"]);
        variables["adresse"] = $"{instance.Address}".TrimEnd('/');
        (variables["producteur"], variables["espace"]) =
            (TestInstance.Token(null, Scopes.Producer), TestInstance.Token(null, Scopes.Espace));

        var answers = new List<string>();
        using var http = new HttpClient();
        foreach (var call in text.Split("\n### ")[1..])
        {
            using var request = Read(Variables().Replace(call, m => variables[m.Groups[1].Value]));
            using var answer = await http.SendAsync(request);
            var said = await answer.Content.ReadAsStringAsync();
            Assert.True((int)answer.StatusCode == Expected(call), $"{call[..call.IndexOf('\n')]}\n{answer.StatusCode} {said}");
            answers.Add(said);
            if (request.RequestUri!.AbsolutePath.EndsWith("/soins", StringComparison.Ordinal) && request.RequestUri.Query == "")
            {
                Assert.Contains($"\"soinId\":\"{variables["soin"]}\"", said, StringComparison.Ordinal);
                Assert.Contains("\"situation\":\"complet\"", said, StringComparison.Ordinal);
            }
        }

        Assert.Equal(12, answers.Count);
        Assert.Contains(answers, a => a.Contains("\"elements\":[]", StringComparison.Ordinal));
    }

    // A title that states a status says what is answered.
    private static int Expected(string call)
    {
        var title = call[..call.IndexOf('\n')];
        return title.Contains("422", StringComparison.Ordinal) ? 422 : title.Contains("202", StringComparison.Ordinal) || call.Contains(
            "/paiements/complementaires", StringComparison.Ordinal) ? 202 : 200;
    }

    private static HttpRequestMessage Read(string call)
    {
        var parts = call[(call.IndexOf('\n') + 1)..].Split("\n\n", 2);
        var head = parts[0].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var target = head[0].Split(' ');
        var headers = head[1..].Select(h => h.Split(": ", 2)).ToDictionary(h => h[0], h => h[1]);
        var request = new HttpRequestMessage(new HttpMethod(target[0]), new Uri(target[1]));
        if (headers.Remove("Content-Type", out var type))
        {
            request.Content = new StringContent(parts[1], Encoding.UTF8, type);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return request;
    }

    [GeneratedRegex(@"^@(\w+) = (.*)$", RegexOptions.Multiline)]
    private static partial Regex Variable();

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Variables();
}
