using System.Text.Json.Nodes;
using Xunit;

namespace Reconciliation.Contracts.Tests.Clients;

/// <summary>
/// A project elsewhere that refers to <c>Reconciliation.Testing</c> gets the versions with which this repository is built: versions that
/// are pinned for transitive packages hold in this repository alone, so each has a project that refers to it.
/// </summary>
public sealed class OutsideReferenceTests
{
    private static readonly string Services = Path.Combine(RepositoryRoot.Root(), "services");

    [Fact]
    public void Every_pinned_package_that_the_instance_for_tests_needs_is_referred_to_by_a_project_that_comes_with_it()
    {
        var pinned = Packages(Path.Combine(Services, "Reconciliation.Testing")).Where(p => p.Type == "CentralTransitive").ToList();
        Assert.Contains(pinned, p => p.Name == "Microsoft.EntityFrameworkCore");
        var direct = Directory.GetDirectories(Services).Concat(Directory.GetDirectories(Path.Combine(Services, "..", "contracts")))
            .Where(d => File.Exists(Path.Combine(d, "packages.lock.json")))
            .SelectMany(Packages).Where(p => p.Type == "Direct").Select(p => p.Name);
        Assert.Empty(pinned.Select(p => p.Name).Except(direct));
    }

    private static IEnumerable<(string Name, string Type)> Packages(string project) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(project, "packages.lock.json")))!["dependencies"]!.AsObject()
            .SelectMany(f => f.Value!.AsObject().Select(p => (p.Key, (string)p.Value!["type"]!)));
}
