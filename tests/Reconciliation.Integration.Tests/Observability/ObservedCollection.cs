using Xunit;

namespace Reconciliation.Integration.Tests.Observability;

/// <summary>One observed service for all who look at it.</summary>
[CollectionDefinition(nameof(ObservedService))]
public sealed class ObservedServiceGroup : ICollectionFixture<ObservedService>;
